namespace Substrate.Client.Scale;

/// <summary>Bytes that are not the SCALE encoding they were taken for, or a value that its type cannot encode.</summary>
public sealed class ScaleException : Exception
{
    /// <summary>Creates the exception for something that happened at no particular place.</summary>
    public ScaleException(string message)
        : base(message)
    {
    }

    private ScaleException(string message, string? path, int? position, Exception? innerException)
        : base(message, innerException)
    {
        Path = path;
        Position = position;
    }

    /// <summary>
    /// Where in the value it happened, as in <c>Commitments.CommitmentOf.info.fields[0]</c>; null where nothing is known.
    /// </summary>
    public string? Path { get; }

    /// <summary>How many bytes had been read when it happened; null while writing.</summary>
    public int? Position { get; }

    internal static ScaleException At(int position, string message) =>
        new($"{message}, at byte {position}", path: null, position, innerException: null);

    internal ScaleException Within(string path) => new($"{path}: {Message}", path, Position, this);
}
