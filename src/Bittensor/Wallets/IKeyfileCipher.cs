namespace Bittensor.Wallets;

/// <summary>An encrypted key file, found to be whole as far as that can be seen without its password.</summary>
internal interface IKeyfileCipher
{
    KeyfileEncryption Encryption { get; }

    /// <summary>Decrypts the file. Takes seconds, and for <see cref="KeyfileEncryption.NaCl"/> half a gigabyte.</summary>
    /// <returns>The JSON, to be disposed; null if the password is wrong or, which looks the same, the file was changed.</returns>
    /// <exception cref="WalletException">The file is certainly damaged, or there is not enough memory.</exception>
    SecretBytes? Decrypt(ReadOnlySpan<byte> password);
}
