namespace Substrate.Client.Metadata;

/// <summary>Metadata that cannot be read, or that lacks what it is asked for.</summary>
public sealed class MetadataException : Exception
{
    /// <summary>Creates the exception.</summary>
    public MetadataException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception for something that went wrong below.</summary>
    public MetadataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
