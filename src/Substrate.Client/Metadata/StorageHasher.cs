namespace Substrate.Client.Metadata;

/// <summary>How a part of a map's key is hashed, numbered as metadata numbers it.</summary>
public enum StorageHasher
{
    /// <summary>16 bytes of BLAKE2b. The key cannot be read back.</summary>
    Blake128,

    /// <summary>32 bytes of BLAKE2b. The key cannot be read back.</summary>
    Blake256,

    /// <summary>16 bytes of BLAKE2b, then the key itself.</summary>
    Blake128Concat,

    /// <summary>16 bytes of twox. The key cannot be read back.</summary>
    Twox128,

    /// <summary>32 bytes of twox. The key cannot be read back.</summary>
    Twox256,

    /// <summary>8 bytes of twox, then the key itself.</summary>
    Twox64Concat,

    /// <summary>The key itself.</summary>
    Identity,
}
