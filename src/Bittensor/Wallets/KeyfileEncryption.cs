namespace Bittensor.Wallets;

/// <summary>How a key file is encrypted. The first bytes of the file tell.</summary>
public enum KeyfileEncryption
{
    /// <summary>Not at all: plain JSON. The usual form of a hotkey.</summary>
    None,

    /// <summary><c>$NACL</c>: Argon2i and XSalsa20-Poly1305. What btwallet and btcli write.</summary>
    NaCl,

    /// <summary><c>$ANSIBLE_VAULT</c>: PBKDF2, AES-256-CTR and HMAC-SHA256. What earlier wallets wrote.</summary>
    AnsibleVault,

    /// <summary><c>gAAAAA</c>: PBKDF2 and Fernet. What the first wallets wrote; the current btwallet cannot open it.</summary>
    Fernet,
}
