namespace Substrate.Cryptography;

/// <summary>
/// A secret key, seed, phrase, secret URI or derivation path cannot be used. The message says what is wrong and what to do about
/// it, and never contains any of the secret.
/// </summary>
public sealed class KeyMaterialException : Exception
{
    /// <summary>Makes an exception with a message that contains nothing secret.</summary>
    public KeyMaterialException(string message)
        : base(message)
    {
    }
}
