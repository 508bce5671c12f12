namespace ReverseProxy.Callbacks;

/// <summary>An open connection that waits for its first request. It is read from meanwhile, so that its end is noticed.</summary>
internal sealed class ParkedConnection : IDisposable
{
    private readonly Stream _stream;
    private readonly CancellationTokenSource _released = new();
    private readonly Task<bool> _ended;

    public ParkedConnection(Stream stream, long opened)
    {
        _stream = stream;
        Opened = opened;
        _ended = WatchAsync();
    }

    /// <summary>When it was opened, as a timestamp of the clock.</summary>
    public long Opened { get; }

    /// <summary>Whether the other side has closed it, or has spoken before it was asked.</summary>
    public bool IsDead => _ended.IsCompleted;

    /// <summary>Hands the stream over; null where it has died.</summary>
    public async Task<Stream?> ReleaseAsync()
    {
        await _released.CancelAsync();
        if (await _ended)
        {
            Dispose();
            return null;
        }

        _released.Dispose();
        return _stream;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _released.Dispose();
    }

    private async Task<bool> WatchAsync()
    {
        try
        {
            _ = await _stream.ReadAsync(new byte[1], _released.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return true;
        }
    }
}
