using System.Net;
using System.Net.Sockets;

namespace ReverseProxy.Tests.Support;

/// <summary>
/// Ports on which nobody listens, and which nobody is given: they lie below those that the kernel hands out to connections and to
/// listeners that take any port. One of those may be somebody else's before it is used.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Test processes side by side begin at different places.
    private static int _taken = Environment.ProcessId * 61;

    public static int Next()
    {
        for (int tries = 0; tries < Count; tries++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref _taken) % Count);
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody's.
            }
        }

        throw new InvalidOperationException("no port is free");
    }
}
