namespace Epistula.AspNetCore.Bodies;

/// <summary>
/// A temporary file without a name: on Unix it is unlinked as soon as it is open, so that not even a killed process
/// leaves it behind. What dies in the instant between is found by <see cref="Sweep"/>.
/// </summary>
internal static class SpoolFile
{
    private const string Prefix = "reverse-proxy-body-";
    private const string Extension = ".spool";

    /// <summary>Makes an empty file, readable by nobody else.</summary>
    public static FileStream Create(string directory)
    {
        string path = Path.Combine(directory, $"{Prefix}{Guid.NewGuid():N}{Extension}");
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
        }
        else
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream stream = new(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return stream;
    }

    /// <summary>Deletes what processes that are gone left in <paramref name="directory"/>; returns how many files that were.</summary>
    public static int Sweep(string directory, TimeProvider time)
    {
        // A younger file may be another process's, in the instant between its creation and its unlinking.
        DateTimeOffset before = time.GetUtcNow().AddSeconds(-5);
        int swept = 0;
        foreach (string path in Directory.EnumerateFiles(directory, Prefix + "*" + Extension))
        {
            try
            {
                if (File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
                {
                    File.Delete(path);
                    swept++;
                }
            }
            catch (IOException)
            {
                // Somebody else swept it, or on Windows has it open.
            }
        }

        return swept;
    }
}
