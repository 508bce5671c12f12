namespace Substrate.Client.JsonRpc;

/// <summary>Where nodes are and how patient to be with them.</summary>
public sealed record JsonRpcOptions
{
    /// <summary>The nodes, the preferred one first; the others are for when it fails.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>How long a connection may take to come about.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long no new block may come before a connection counts as dead although it is open; null for ever.</summary>
    /// <value>60 seconds: five blocks.</value>
    public TimeSpan? HeadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest message that is accepted. A node's own limit is 15 MB, which as hexadecimal text are 30.</summary>
    /// <value>64 MiB.</value>
    public int MaximumMessageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often a call is tried, where trying again is harmless, and how often all endpoints are.</summary>
    /// <value>3.</value>
    public int Attempts { get; init; } = 3;

    /// <summary>The pause after a first failure; it doubles with each one and up to half of it is left off at random.</summary>
    /// <value>Half a second.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between failures.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock.</summary>
    /// <value>The system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told of every connection made, lost and failed, to log it; must not throw.</summary>
    public Action<ConnectionChange>? Observer { get; init; }
}
