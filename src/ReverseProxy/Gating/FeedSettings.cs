using Bittensor.Networks;
using ReverseProxy.Clock;
using ReverseProxy.Configuration;

namespace ReverseProxy.Gating;

/// <summary>What the feed goes by. Equal where nothing changed that concerns it.</summary>
/// <param name="IsNeeded">Whether anything asks for the chain at all.</param>
/// <param name="Netuid">The subnet.</param>
/// <param name="ChainEndpoint">The nodes, as configured.</param>
/// <param name="CacheDuration">How old the state may get before it is read anew.</param>
/// <param name="OnBlocks">Whether it is read anew with every block.</param>
/// <param name="ChecksClock">Whether the chain's time is compared with ours.</param>
internal sealed record FeedSettings(bool IsNeeded, ushort Netuid, string ChainEndpoint, TimeSpan CacheDuration, bool OnBlocks, bool ChecksClock)
{
    // More often than once a block there is nothing new, and public nodes turn away those who ask too often.
    private static readonly TimeSpan Shortest = Network.BlockTime;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static FeedSettings Of(ProxyConfiguration configuration)
    {
        AuthSettings auth = configuration.Auth;
        return new(
            (auth.ValidateRequests && auth.Gate.NeedsSubnet) || auth.ClockCheck is ClockCheck.Chain,
            auth.Netuid,
            auth.ChainEndpoint,
            auth.CacheDuration,
            auth.RefreshOnBlocks,
            auth.ClockCheck is not ClockCheck.Off);
    }

    /// <summary>How long from one reading to the next: never longer than the duration, and not the same for all proxies.</summary>
    public TimeSpan Interval(double chance)
    {
        TimeSpan interval = CacheDuration * (0.8 + (0.15 * chance));
        return interval < Shortest ? Shortest : interval > Longest ? Longest : interval;
    }

    /// <summary>The nodes, beginning with the one of a position.</summary>
    /// <exception cref="SubnetException">The setting names none.</exception>
    public Network NetworkFrom(int position)
    {
        if (!TryParse(ChainEndpoint, out Network? network))
        {
            throw new SubnetException($"auth.chain_endpoint: \"{ChainEndpoint}\" is neither a network nor a node's address");
        }

        int first = position % network.Endpoints.Count;
        return network with { Endpoints = [.. network.Endpoints.Skip(first), .. network.Endpoints.Take(first)] };
    }

    /// <summary>Reads <c>auth.chain_endpoint</c>; its default is the main chain with all its public nodes.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Network? network) =>
        Network.TryParse(text == AuthSettings.StandardChainEndpoint ? Network.Finney.Name : text, out network);
}
