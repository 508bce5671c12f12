using ReverseProxy.Gating;

namespace ReverseProxy.Configuration;

/// <summary>The section <c>auth</c>.</summary>
internal sealed record AuthSettings
{
    /// <summary>The hotkey that requests must be signed for, compared as text.</summary>
    public required string MinerHotkey { get; init; }

    public required long AllowedDeltaMilliseconds { get; init; }

    public required long AllowedFutureMilliseconds { get; init; }

    /// <summary>How long after its headers a body may take to arrive before the request counts as stale.</summary>
    public required long UploadMilliseconds { get; init; }

    /// <summary>Who comes in.</summary>
    public required GateSettings Gate { get; init; }

    /// <summary>The subnet whose state the rules ask.</summary>
    public required ushort Netuid { get; init; }

    /// <summary>Whether a GET without a body also passes with a signature over <c>{}</c>.</summary>
    public required bool GetBodyTolerance { get; init; }

    /// <summary>How many accepted requests are remembered at once, for known senders and for others each.</summary>
    public required long ReplayCapacity { get; init; }

    /// <summary>False lets everything pass unsigned: for development on a loopback address only.</summary>
    public required bool ValidateRequests { get; init; }

    /// <summary>How long what the chain said about a sender is good for.</summary>
    public required TimeSpan CacheDuration { get; init; }

    public required string ChainEndpoint { get; init; }
}
