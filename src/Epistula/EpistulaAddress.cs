using Substrate.Cryptography;

namespace Epistula;

/// <summary>Reads the hotkeys of the protocol's headers and of allow-lists.</summary>
public static class EpistulaAddress
{
    /// <summary>
    /// Reads an SS58 address of any prefix, or <c>0x</c> and 64 hex digits. The identity element (32 zero bytes) is no
    /// key: it would verify a forged signature of any text.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AccountId account)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            Span<byte> bytes = stackalloc byte[AccountId.Length];
            account = HexBytes.TryRead(text[2..], bytes) ? AccountId.FromBytes(bytes) : default;
        }
        else
        {
            _ = AccountId.TryParse(text, out account);
        }

        return account != default;
    }
}
