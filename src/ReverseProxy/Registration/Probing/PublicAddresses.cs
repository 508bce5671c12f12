using System.Net;
using System.Net.Sockets;
using Bittensor.Registry;

namespace ReverseProxy.Registration.Probing;

/// <summary>
/// Finds the addresses to connect to: what anybody has put on chain must not make an operator's machine talk to its own services, to
/// its neighbours, or to the cloud's metadata. The addresses that are looked at here are those that are connected to: a name is not
/// looked up again.
/// </summary>
internal static class PublicAddresses
{
    /// <summary>A name with very many addresses must not be a lever.</summary>
    private const int MaximumAddresses = 4;

    /// <summary>The addresses that may be connected to, and, where there are none, why.</summary>
    public static async Task<(IPAddress[] Addresses, ProbeState State, string Why)> OfAsync(
        MinerEndpoint endpoint, ProbeOptions options, CancellationToken cancellationToken)
    {
        IPAddress[] all;
        try
        {
            all = endpoint.IPAddress is { } literal ? [literal] : await options.Resolve(endpoint.Address, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (SocketException exception)
        {
            return ([], ProbeState.UnknownName, $"the name has no address: {exception.Message}");
        }

        IPAddress[] allowed = options.AllowPrivate ? all : [.. all.Where(address => AddressReaches.Of(address) == AddressReach.Public)];
        return allowed.Length > 0 ? (allowed[..Math.Min(MaximumAddresses, allowed.Length)], ProbeState.Ok, "")
            : all.Length == 0 ? ([], ProbeState.UnknownName, "the name has no address")
            : ([], ProbeState.NotProbed, $"{all[0]} is {AddressReaches.Of(all[0]).Warning()}; --allow-private asks there all the same");
    }
}
