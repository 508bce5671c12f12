using System.Diagnostics;

namespace ReverseProxy.Tests.Support;

/// <summary>A file system of a few megabytes that can be filled to its last byte. Where none may be mounted the test is skipped, with the reason.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static SmallDisk Mount(int megabytes)
    {
        string path = Directory.CreateTempSubdirectory("small-disk-").FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "none", path), "a file system can be mounted by root on Linux only");
        return new(path);
    }

    /// <summary>Leaves no room at all, or so many bytes.</summary>
    public void Fill(long leave = 0)
    {
        using FileStream filler = new(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int length in new[] { 1 << 20, 4096, 1 })
        {
            byte[] zeros = new byte[length];
            try
            {
                while (true)
                {
                    filler.Write(zeros);
                }
            }
            catch (IOException)
            {
                // Full, for pieces of this length.
            }
        }

        filler.SetLength(filler.Length - leave);
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        _ = Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
