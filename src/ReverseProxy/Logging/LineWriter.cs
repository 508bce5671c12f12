using System.Text;

namespace ReverseProxy.Logging;

/// <summary>
/// Writes lines to standard output in batches, on a thread of its own. Nobody ever waits for it: where whoever reads the output
/// is too slow, lines are dropped and counted, because a stuck pipe must not hold up a request.
/// </summary>
internal sealed class LineWriter : IDisposable
{
    private const int UsualCapacity = 64 * 1024;

    // Lines come in crowds: a moment's patience makes one system call of many.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    private readonly object _lock = new();
    private readonly Stream _output;
    private readonly Func<long, string> _lostLine;
    private readonly int _maximum;
    private readonly Thread _thread;
    private byte[] _filling = new byte[UsualCapacity];
    private byte[] _writing = new byte[UsualCapacity];
    private int _length;
    private long _lost;
    private bool _stopped;

    /// <summary>Begins to write.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="lostLine">Says, as a line, how many lines were lost.</param>
    /// <param name="maximum">How many bytes may wait.</param>
    public LineWriter(Stream output, Func<long, string> lostLine, int maximum = 4 * 1024 * 1024)
    {
        _output = output;
        _lostLine = lostLine;
        _maximum = maximum;
        _thread = new(Run) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <summary>Takes one or more whole lines.</summary>
    public void Write(ReadOnlySpan<char> lines)
    {
        lock (_lock)
        {
            int most = Encoding.UTF8.GetMaxByteCount(lines.Length);
            if (_stopped || _length + most > _maximum)
            {
                _lost++;
                return;
            }

            if (_filling.Length < _length + most)
            {
                Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _length + most));
            }

            if (_length == 0)
            {
                Monitor.Pulse(_lock);
            }

            _length += Encoding.UTF8.GetBytes(lines, _filling.AsSpan(_length));
        }
    }

    /// <summary>Writes what waits, and ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            Monitor.Pulse(_lock);
        }

        // Not for ever: the reader may be the one that is stuck.
        _ = _thread.Join(TimeSpan.FromSeconds(2));
    }

    private void Run()
    {
        while (TryTake(out int length, out long lost))
        {
            try
            {
                _output.Write(_writing, 0, length);
                if (lost > 0)
                {
                    _output.Write(Encoding.UTF8.GetBytes(_lostLine(lost)));
                }

                _output.Flush();
            }
            catch (IOException)
            {
                // Nobody reads any more. Serving goes on.
            }
        }
    }

    private bool TryTake(out int length, out long lost)
    {
        lock (_lock)
        {
            while (_length == 0)
            {
                if (_stopped)
                {
                    (length, lost) = (0, 0);
                    return false;
                }

                _ = Monitor.Wait(_lock);
            }

            if (!_stopped)
            {
                // Dispose ends the patience.
                _ = Monitor.Wait(_lock, Patience);
            }

            (_filling, _writing) = (_writing, _filling);
            (length, lost) = (_length, _lost);
            (_length, _lost) = (0, 0);
            return true;
        }
    }
}
