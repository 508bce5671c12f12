namespace ReverseProxy.Gating;

/// <summary>How it goes with the chain, for whoever shows it.</summary>
internal sealed class FeedCounters
{
    private long _refreshes;
    private long _failures;
    private volatile string? _endpoint;
    private volatile string? _lastFailure;

    /// <summary>How often the subnet's state was read from the chain.</summary>
    public long Refreshes => Interlocked.Read(ref _refreshes);

    /// <summary>How often it could not be.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>The node that it was last read from; null while it never was.</summary>
    public string? Endpoint => _endpoint;

    /// <summary>Why it could not be read the last time; null where it could.</summary>
    public string? LastFailure => _lastFailure;

    public void Succeeded(string? endpoint)
    {
        _endpoint = endpoint;
        _lastFailure = null;
        _ = Interlocked.Increment(ref _refreshes);
    }

    public void Failed(string reason)
    {
        _lastFailure = reason;
        _ = Interlocked.Increment(ref _failures);
    }
}
