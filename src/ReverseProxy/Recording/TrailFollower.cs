using System.Runtime.CompilerServices;
using System.Text;

namespace ReverseProxy.Recording;

/// <summary>Follows the files as they grow, from file to file. It looks five times a second: every file system can that.</summary>
internal sealed class TrailFollower(TrailFiles files, TrailFilter filter, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private string? _path;
    private long _offset;

    /// <summary>The last few that match, then, unless only the past is asked for, each one as it comes.</summary>
    public async IAsyncEnumerable<Trail> FollowAsync(int last, bool pastOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<Trail> past = new();
        foreach (Trail trail in ReadOn())
        {
            past.Enqueue(trail);
            if (past.Count > last)
            {
                _ = past.Dequeue();
            }
        }

        foreach (Trail trail in past)
        {
            yield return trail;
        }

        while (!pastOnly)
        {
            await Task.Delay(Interval, time, cancellationToken);
            foreach (Trail trail in ReadOn())
            {
                yield return trail;
            }
        }
    }

    /// <summary>Reads from where it stopped to the end of the last file.</summary>
    private IEnumerable<Trail> ReadOn()
    {
        while (true)
        {
            // Listed before the reading: a file that had a successor then did not grow any more.
            string? next = files.List().FirstOrDefault(other => _path is null || files.NumberOf(other) > files.NumberOf(_path));
            foreach (Trail trail in ReadFile())
            {
                yield return trail;
            }

            if (next is null)
            {
                yield break;
            }

            (_path, _offset) = (next, 0);
        }
    }

    private IEnumerable<Trail> ReadFile()
    {
        string lines = ReadLines();
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TrailFiles.Parse).OfType<Trail>().Where(filter.Matches);
    }

    private string ReadLines()
    {
        if (_path is null)
        {
            return string.Empty;
        }

        try
        {
            using FileStream stream = TrailFiles.OpenRead(_path);
            byte[] bytes = new byte[Math.Max(0, stream.Length - _offset)];
            _ = stream.Seek(_offset, SeekOrigin.Begin);
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            int whole = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            _offset += whole;
            return Encoding.UTF8.GetString(bytes, 0, whole);
        }
        catch (FileNotFoundException)
        {
            // The proxy has gone on so far that this file is dropped.
            return string.Empty;
        }
    }
}
