namespace ReverseProxy.Configuration;

/// <summary>The section <c>limits</c>. Where a figure is 0, there is no such limit.</summary>
internal sealed record LimitSettings
{
    /// <summary>Requests a minute that one address may make, known senders' not counted.</summary>
    public required long AddressPerMinute { get; init; }

    /// <summary>Wrong signatures a minute that one address may send before its strangers are not verified any more.</summary>
    public required long FailuresPerMinute { get; init; }

    /// <summary>Accepted requests a minute of one sender who is not known.</summary>
    public required long SenderPerMinute { get; init; }

    /// <summary>Accepted requests a minute of one known sender.</summary>
    public required long KnownSenderPerMinute { get; init; }

    /// <summary>Signed requests being served at once.</summary>
    public required int Concurrent { get; init; }

    /// <summary>Of these, how many may be of senders who are not known.</summary>
    public required int ConcurrentUnknown { get; init; }

    /// <summary>Requests of one sender being served at once.</summary>
    public required int ConcurrentPerSender { get; init; }

    /// <summary>Connections open at once; those from addresses of known senders come in beyond it.</summary>
    public required int Connections { get; init; }

    /// <summary>Connections that one address may have open at once.</summary>
    public required int ConnectionsPerAddress { get; init; }
}
