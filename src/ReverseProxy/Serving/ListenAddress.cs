using System.Net;
using System.Net.Sockets;
using ReverseProxy.Configuration;

namespace ReverseProxy.Serving;

/// <summary>Turns <c>server.host</c> into addresses to bind.</summary>
internal static class ListenAddress
{
    public static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(ServerSettings server, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(server.Host.Trim('[', ']'), out IPAddress? address))
        {
            return [new(address, server.Port)];
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(server.Host, cancellationToken);
            IPEndPoint[] endpoints = [.. addresses.Where(IsUsable).Distinct().Select(found => new IPEndPoint(found, server.Port))];

            // Two sockets cannot share "any free port": the first address gets it.
            return server.Port == 0 || endpoints.Length == 0 ? [.. endpoints.Take(1)] : endpoints;
        }
        catch (SocketException exception)
        {
            throw new ListenException(server, exception);
        }
    }

    private static bool IsUsable(IPAddress address) =>
        address.AddressFamily is AddressFamily.InterNetwork || (address.AddressFamily is AddressFamily.InterNetworkV6 && Socket.OSSupportsIPv6);
}
