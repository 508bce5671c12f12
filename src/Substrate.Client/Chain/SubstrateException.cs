namespace Substrate.Client.Chain;

/// <summary>A node that says what cannot be: it is of another chain, or contradicts itself.</summary>
public sealed class SubstrateException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SubstrateException(string message)
        : base(message)
    {
    }
}
