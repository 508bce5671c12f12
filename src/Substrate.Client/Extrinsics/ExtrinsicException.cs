namespace Substrate.Client.Extrinsics;

/// <summary>An extrinsic that cannot be put together for a runtime.</summary>
public sealed class ExtrinsicException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ExtrinsicException(string message)
        : base(message)
    {
    }
}
