namespace ReverseProxy.Configuration;

/// <summary>A text that changes whenever a file does.</summary>
internal static class FileStamp
{
    public static string Of(string? path)
    {
        if (path is null)
        {
            return "none";
        }

        try
        {
            // Behind a symbolic link it is the target that changes.
            FileInfo file = new(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists ? $"{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{file.Length}" : "none";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that is away, as while a volume is mounted anew, may come back: whoever watches must not end.
            return "none";
        }
    }
}
