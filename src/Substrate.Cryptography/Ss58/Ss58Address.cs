using Substrate.Cryptography.Hashing;

namespace Substrate.Cryptography.Ss58;

/// <summary>SS58: an account as text, with a network prefix and a checksum.</summary>
/// <remarks>
/// Reference: the SS58 page of the Substrate documentation and sp-core's <c>crypto.rs</c>. Parameters: base58 of prefix (one byte
/// below 64, two bytes for 64 to 16383), 32 bytes of account and the first two bytes of BLAKE2b-512 over <c>SS58PRE</c>, prefix
/// and account. Shorter account indices and longer keys are not accounts and are refused.
/// </remarks>
public static class Ss58Address
{
    /// <summary>42: "any Substrate network", the prefix Bittensor uses.</summary>
    public const ushort GenericPrefix = 42;

    /// <summary>No address is longer than 50 characters.</summary>
    public const int MaxLength = Base58.MaxTextLength;

    // A text has at least as many characters as it encodes bytes.
    private const int MinLength = 1 + AccountId.Length + ChecksumLength;
    private const int ChecksumLength = 2;
    private const ushort MaxPrefix = 16383;

    /// <summary>Decodes an address of any valid network prefix. Does not allocate, and refuses an overlong text unread.</summary>
    /// <param name="text">The address, without anything around it.</param>
    /// <param name="account">Receives the account, or the default value if the text is refused.</param>
    /// <param name="prefix">Receives the network prefix, or 0 if the text is refused.</param>
    /// <param name="error">Receives what is wrong with the text, or <see cref="Ss58Error.None"/>.</param>
    /// <returns>Whether the text is an address of a 32-byte account.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, out AccountId account, out ushort prefix, out Ss58Error error)
    {
        Span<byte> bytes = stackalloc byte[Base58.MaxTextLength];
        error = Decode(text, bytes, out int prefixLength, out prefix);
        account = error == Ss58Error.None ? AccountId.FromBytes(bytes.Slice(prefixLength, AccountId.Length)) : default;
        return error == Ss58Error.None;
    }

    /// <summary>Encodes an account as the address of a network.</summary>
    /// <param name="account">The account.</param>
    /// <param name="prefix">The network prefix, 0 to 16383 without the reserved 46 and 47.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is reserved or above 16383.</exception>
    public static string Encode(AccountId account, ushort prefix = GenericPrefix)
    {
        Span<char> text = stackalloc char[MaxLength];
        return new string(text[..Encode(account, prefix, text)]);
    }

    /// <summary>Encodes an account as the address of a network, without allocating.</summary>
    /// <param name="account">The account.</param>
    /// <param name="prefix">The network prefix, 0 to 16383 without the reserved 46 and 47.</param>
    /// <param name="destination">Receives the address; <see cref="MaxLength"/> characters are always enough.</param>
    /// <returns>How many characters were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is reserved or above 16383.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Encode(AccountId account, ushort prefix, Span<char> destination)
    {
        if (prefix > MaxPrefix || IsReserved(prefix))
        {
            throw new ArgumentOutOfRangeException(nameof(prefix), prefix, "an SS58 prefix is 0 to 16383 and neither 46 nor 47");
        }

        Span<byte> bytes = stackalloc byte[Base58.MaxEncodedBytes];
        int prefixLength = WritePrefix(prefix, bytes);
        account.CopyTo(bytes[prefixLength..]);
        int checkedLength = prefixLength + AccountId.Length;
        Checksum(bytes[..checkedLength], bytes.Slice(checkedLength, ChecksumLength));

        Span<char> text = stackalloc char[MaxLength];
        int length = Base58.Encode(bytes[..(checkedLength + ChecksumLength)], text);
        text[..length].CopyTo(destination);
        return length;
    }

    /// <summary>What an error means, as part of a sentence.</summary>
    internal static string Describe(Ss58Error error) => error switch
    {
        Ss58Error.WrongLength => "its length is not that of a 32-byte account",
        Ss58Error.InvalidCharacter => "it has a character outside the base58 alphabet (0, O, I and l are not in it, nor is white space)",
        Ss58Error.ReservedPrefix => "its network prefix is reserved",
        Ss58Error.NonCanonicalPrefix => "its network prefix is written in two bytes where one is enough",
        Ss58Error.WrongChecksum => "its checksum is wrong, so a character was mistyped or left out",
        _ => "nothing is wrong",
    };

    private static Ss58Error Decode(ReadOnlySpan<char> text, Span<byte> bytes, out int prefixLength, out ushort prefix)
    {
        prefixLength = 1;
        prefix = 0;
        if (text.Length is < MinLength or > MaxLength)
        {
            return Ss58Error.WrongLength;
        }

        if (!Base58.TryDecode(text, bytes, out int length))
        {
            return Ss58Error.InvalidCharacter;
        }

        // The length first: a missing character changes the first byte too, and its absence is the better answer.
        byte first = bytes[0];
        prefixLength = first < 64 ? 1 : 2;
        if (length is < MinLength or > MinLength + 1 || (first < 128 && length != prefixLength + AccountId.Length + ChecksumLength))
        {
            return Ss58Error.WrongLength;
        }

        if (first >= 128)
        {
            return Ss58Error.ReservedPrefix;
        }

        ushort number = first < 64 ? first : TwoBytePrefix(first, bytes[1]);
        if (prefixLength == 2 && number < 64)
        {
            return Ss58Error.NonCanonicalPrefix;
        }

        if (IsReserved(number))
        {
            return Ss58Error.ReservedPrefix;
        }

        int checkedLength = prefixLength + AccountId.Length;
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        Checksum(bytes[..checkedLength], checksum);
        if (!checksum.SequenceEqual(bytes.Slice(checkedLength, ChecksumLength)))
        {
            return Ss58Error.WrongChecksum;
        }

        prefix = number;
        return Ss58Error.None;
    }

    private static bool IsReserved(ushort prefix) => prefix is 46 or 47;

    // The fourteen bits of a two-byte prefix: 01 and bits 2 to 7 in the first byte; bits 0 and 1, then 8 to 13 in the second.
    private static ushort TwoBytePrefix(byte first, byte second) =>
        (ushort)(((first & 0x3f) << 2) | (second >> 6) | ((second & 0x3f) << 8));

    private static int WritePrefix(ushort prefix, Span<byte> destination)
    {
        if (prefix < 64)
        {
            destination[0] = (byte)prefix;
            return 1;
        }

        destination[0] = (byte)(0x40 | ((prefix >> 2) & 0x3f));
        destination[1] = (byte)(((prefix & 0x03) << 6) | (prefix >> 8));
        return 2;
    }

    private static void Checksum(ReadOnlySpan<byte> prefixAndAccount, Span<byte> checksum)
    {
        ReadOnlySpan<byte> context = "SS58PRE"u8;
        Span<byte> input = stackalloc byte[context.Length + prefixAndAccount.Length];
        context.CopyTo(input);
        prefixAndAccount.CopyTo(input[context.Length..]);
        Span<byte> digest = stackalloc byte[64];
        Blake2b.Hash(input, digest);
        digest[..checksum.Length].CopyTo(checksum);
    }
}
