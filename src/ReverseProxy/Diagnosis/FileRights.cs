namespace ReverseProxy.Diagnosis;

/// <summary>Who beside its owner may read or change a file that must be nobody else's.</summary>
internal static class FileRights
{
    private const UnixFileMode Changing = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Reading = UnixFileMode.GroupRead | UnixFileMode.OtherRead | Changing;

    /// <summary>What is wrong with a secret file's mode.</summary>
    public static Finding? OfSecret(string check, string path) =>
        Find(path, Reading) is { } open ? Finding.Fail(check, $"others may read or write {path} ({open})", $"chmod 600 {path}") : null;

    /// <summary>What is wrong with a directory's mode: who may write there may put other files in the place of ours.</summary>
    public static Finding? OfDirectory(string check, string path) =>
        Find(path, Changing) is { } open ? Finding.Fail(check, $"others may put files into {path}, and take ours away ({open})", $"chmod 700 {path}") : null;

    private static UnixFileMode? Find(string path, UnixFileMode unwanted) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & unwanted) is not UnixFileMode.None and UnixFileMode open ? open : null;
}
