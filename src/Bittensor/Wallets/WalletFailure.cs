namespace Bittensor.Wallets;

/// <summary>Why a wallet cannot be used.</summary>
public enum WalletFailure
{
    /// <summary>A name or path is not one a wallet can have, or would leave the wallet's directory.</summary>
    InvalidLocation,

    /// <summary>The wallet, the hotkey or the file does not exist.</summary>
    Missing,

    /// <summary>The file exists, but the system does not let this process read it.</summary>
    Unreadable,

    /// <summary>What is there is no key file: a directory, another kind of file, or one that names no key.</summary>
    NotAKeyfile,

    /// <summary>It is a key file, but damaged: cut off, edited, or with a phrase, seed or address that cannot be right.</summary>
    Corrupt,

    /// <summary>The file holds the secrets of two different keys, and tools disagree about which one it is.</summary>
    Contradictory,

    /// <summary>The file holds a public key only, so nothing can be signed with it.</summary>
    PublicOnly,

    /// <summary>The password does not open the file. Damage to an encrypted file can look the same.</summary>
    WrongPassword,

    /// <summary>The file is encrypted, and there is no password and nobody to ask for it.</summary>
    PasswordNeeded,

    /// <summary>The environment variable that should hold the password does not hold one.</summary>
    PasswordVariableInvalid,

    /// <summary>The file is in a version or with a cipher that nothing here reads.</summary>
    Unsupported,

    /// <summary>Decrypting needs more memory than there is.</summary>
    NotEnoughMemory,

    /// <summary>The path leads to a coldkey. Coldkeys are never opened.</summary>
    ColdkeyRefused,
}
