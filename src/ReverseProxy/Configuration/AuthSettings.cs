using ReverseProxy.Clock;
using ReverseProxy.Gating;

namespace ReverseProxy.Configuration;

/// <summary>The section <c>auth</c>.</summary>
internal sealed record AuthSettings
{
    /// <summary>What <see cref="ChainEndpoint"/> is unless it is set: a node of the main chain.</summary>
    public const string StandardChainEndpoint = "wss://entrypoint-finney.opentensor.ai:443";

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

    /// <summary>How old the subnet's state may get before it is read anew.</summary>
    public required TimeSpan CacheDuration { get; init; }

    /// <summary>The nodes that the subnet's state is read from: a network's name, or addresses separated by commas.</summary>
    public required string ChainEndpoint { get; init; }

    /// <summary>Whether the subnet's state is read anew with every block.</summary>
    public required bool RefreshOnBlocks { get; init; }

    /// <summary>What our clock is compared with.</summary>
    public required ClockCheck ClockCheck { get; init; }
}
