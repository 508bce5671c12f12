namespace ReverseProxy.Configuration;

/// <summary>A text that changes whenever a file does.</summary>
internal static class FileStamp
{
    public static string Of(string? path)
    {
        FileInfo? file = path is null ? null : new(path);

        // Behind a symbolic link it is the target that changes.
        file = file?.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return file is { Exists: true } ? $"{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{file.Length}" : "none";
    }
}
