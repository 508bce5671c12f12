namespace Substrate.Cryptography.Ss58;

/// <summary>Why a text is not the SS58 address of an account.</summary>
public enum Ss58Error
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The text or what it encodes is too short or too long for a prefix, 32 bytes and a two-byte checksum.</summary>
    WrongLength,

    /// <summary>A character does not belong to the base58 alphabet; white space does not either.</summary>
    InvalidCharacter,

    /// <summary>The network prefix is one of the reserved 46 and 47, or its first byte is 128 or more.</summary>
    ReservedPrefix,

    /// <summary>A prefix below 64 is written in two bytes, which would give one account two addresses on one network.</summary>
    NonCanonicalPrefix,

    /// <summary>The checksum is that of another address: most likely a typing error.</summary>
    WrongChecksum,
}
