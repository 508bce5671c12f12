using Substrate.Cryptography;

namespace Bittensor.Wallets;

/// <summary>Hex texts of secrets, read by libsodium in a time that depends on their length alone.</summary>
internal static class HexSecret
{
    /// <summary>Reads hex of either case. <c>0x</c> may stand before it, any number of times: btwallet strips them all.</summary>
    /// <exception cref="KeyMaterialException">It is not hex of whole bytes.</exception>
    internal static unsafe SecretBytes Read(ReadOnlySpan<byte> text)
    {
        while (text.StartsWith("0x"u8))
        {
            text = text[2..];
        }

        if (text.Length % 2 != 0)
        {
            throw new KeyMaterialException($"it has {text.Length} hex digits, which is half a byte too many or too few");
        }

        SecretBytes bytes = SecretBytes.Allocate(text.Length / 2);
        fixed (byte* hex = text, output = bytes.Span)
        {
            if (Sodium.sodium_hex2bin(output, (nuint)bytes.Length, hex, (nuint)text.Length, null, null, null) == 0)
            {
                return bytes;
            }
        }

        bytes.Dispose();
        throw new KeyMaterialException("it has a character that is no hex digit");
    }
}
