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

    /// <summary>Makes an exception with a message that contains nothing secret, and its cause.</summary>
    public KeyMaterialException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception without a message of its own.</summary>
    public KeyMaterialException()
        : base("the key material cannot be used")
    {
    }
}
