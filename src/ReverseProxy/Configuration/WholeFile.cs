namespace ReverseProxy.Configuration;

/// <summary>Writes a file so that there is ever the whole new one or the whole old one, also after a crash of the machine.</summary>
internal static class WholeFile
{
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string next = path + ".next";
        using (FileStream stream = new(next, FileMode.Create, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
