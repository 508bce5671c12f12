using System.Net;
using System.Net.Sockets;

namespace ProxyBench;

/// <summary>Ports of this machine that nobody listens on.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
