namespace Epistula.AspNetCore.Bodies;

/// <summary>A body could not be kept: the disk is full, or the directory for temporary files cannot be written.</summary>
public sealed class BodyStorageException : IOException
{
    /// <summary>Wraps what the file system said.</summary>
    public BodyStorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
