using System.Net;
using System.Net.Sockets;
using Bittensor.Registry;

namespace ReverseProxy.Registration;

/// <summary>What is odd about an address that an operator means to publish, though it may be published.</summary>
internal static class AddressWarnings
{
    private static readonly TimeSpan LookUpTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What can be seen without a network.</summary>
    public static IEnumerable<string> Of(MinerEndpoint endpoint)
    {
        if (endpoint.IPAddress is { } address && AddressReaches.Of(address).Warning() is { } warning)
        {
            yield return $"{endpoint.Address} is {warning}";
        }

        if (endpoint.IPAddress is null && IsLocalName(endpoint.Address))
        {
            yield return $"{endpoint.Address} is a name that only your own network knows; validators cannot reach it";
        }

        if (endpoint.Address.Contains(':') && !endpoint.Address.StartsWith('['))
        {
            yield return $"{endpoint.Address} has no brackets: readers split at the first colon, so that nobody will reach you; give [{endpoint.Address}]";
        }
        else if (endpoint.Address.StartsWith('['))
        {
            yield return $"{endpoint.Address} is an IPv6 address: validators without IPv6 cannot reach you; a host name with both kinds of addresses is safer";
        }

        if (endpoint.Port == 0)
        {
            yield return "port 0 cannot be connected to; give the port at which your proxy is reached";
        }
    }

    /// <summary>What a look-up of the name tells.</summary>
    public static async Task<string?> LookUpAsync(MinerEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.IPAddress is not null)
        {
            return null;
        }

        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(endpoint.Address, cancellationToken).WaitAsync(LookUpTimeout, cancellationToken);
            return found.Select(address => (address, AddressReaches.Of(address).Warning())).FirstOrDefault(pair => pair.Item2 is not null) is (var odd, { } warning)
                ? $"{endpoint.Address} leads to {odd}, {warning}"
                : null;
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException)
        {
            return $"{endpoint.Address} has no address that this machine can find: {exception.Message}";
        }
    }

    private static bool IsLocalName(string name) =>
        !name.Contains('.') || name.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".internal", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
