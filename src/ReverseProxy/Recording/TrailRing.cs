namespace ReverseProxy.Recording;

/// <summary>
/// Writes trails into files that together never grow beyond a size: before a file is begun that would exceed it, the
/// oldest goes. What was written survives a killed process, because each batch is one write to the system.
/// </summary>
internal sealed class TrailRing : IDisposable
{
    private const int Files = 8;

    private readonly TrailFiles _files;
    private readonly long _fileSize;
    private FileStream _current;
    private long _number;
    private bool _torn;

    private TrailRing(TrailFiles files, long size)
    {
        _files = files;
        _fileSize = size / Files;
        _ = Directory.CreateDirectory(files.Directory);
        IReadOnlyList<string> present = files.List();
        _number = present.Count == 0 ? 1 : files.NumberOf(present[^1])!.Value;
        _current = Open(_number);
        EndTornLine();
        DropOldest();
    }

    /// <exception cref="IOException">The files cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be.</exception>
    public static TrailRing Open(TrailFiles files, long size) => new(files, size);

    /// <summary>Whether the file that is written is still where it was.</summary>
    public bool IsThere => File.Exists(_current.Name);

    /// <summary>Writes whole lines.</summary>
    public void Write(ReadOnlySpan<byte> lines)
    {
        if (_torn)
        {
            EndTornLine();
            _torn = false;
        }

        while (!lines.IsEmpty)
        {
            long room = _fileSize - _current.Length;
            int length = lines.Length <= room ? lines.Length : lines[..(int)Math.Max(0, room)].LastIndexOf((byte)'\n') + 1;
            if (length == 0)
            {
                if (_current.Length == 0)
                {
                    // Longer than a whole file, which no trail is.
                    return;
                }

                Turn();
                continue;
            }

            // On a full disk half of it may be written.
            _torn = true;
            _current.Write(lines[..length]);
            _torn = false;
            lines = lines[length..];
        }
    }

    public void Dispose() => _current.Dispose();

    private FileStream Open(long number)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream stream = new(_files.PathOf(number), options);
        _ = stream.Seek(0, SeekOrigin.End);
        return stream;
    }

    private void Turn()
    {
        FileStream next = Open(_number + 1);
        _current.Dispose();
        (_current, _number) = (next, _number + 1);
        DropOldest();
    }

    private void DropOldest()
    {
        // The current one counts as full, so that it can become so.
        IReadOnlyList<string> files = _files.List();
        long total = _fileSize + files.Take(files.Count - 1).Sum(path => new FileInfo(path).Length);
        for (int i = 0; i < files.Count - 1 && total > _fileSize * Files; i++)
        {
            total -= new FileInfo(files[i]).Length;
            File.Delete(files[i]);
        }
    }

    private void EndTornLine()
    {
        if (_current.Length > 0)
        {
            _ = _current.Seek(-1, SeekOrigin.End);
            if (_current.ReadByte() is not '\n')
            {
                _current.Write("\n"u8);
            }
        }
    }
}
