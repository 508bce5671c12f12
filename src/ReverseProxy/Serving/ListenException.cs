using ReverseProxy.Configuration;

namespace ReverseProxy.Serving;

/// <summary>The configured address cannot be listened on.</summary>
internal sealed class ListenException(ServerSettings server, Exception cause)
    : Exception($"cannot listen on {server.Host}:{server.Port}: {Reason(cause)}: change server.host or server.port, or stop what uses it", cause)
{
    private static string Reason(Exception cause) =>
        cause.GetBaseException() is System.Net.Sockets.SocketException socket ? socket.Message : cause.Message;
}
