namespace Epistula.AspNetCore.Bodies;

/// <summary>How much of a body is kept, and where.</summary>
public sealed record SignedBodyOptions
{
    /// <summary>Bytes of one body kept in memory; what is longer goes to a temporary file.</summary>
    /// <value>1 MiB.</value>
    public long MemoryThreshold { get; init; } = 1024 * 1024;

    /// <summary>Bytes of one body kept in memory where the temporary file cannot be written, as on a full disk. 0 refuses such bodies.</summary>
    /// <value>0.</value>
    public long MemoryWithoutStorage { get; init; }

    /// <summary>The longest body accepted, in bytes.</summary>
    /// <value>100 MiB.</value>
    public long MaximumLength { get; init; } = 100 * 1024 * 1024;

    /// <summary>Where temporary files are made. The directory exists and is writable.</summary>
    /// <value>The system's directory for temporary files.</value>
    public string TemporaryDirectory { get; init; } = Path.GetTempPath();
}
