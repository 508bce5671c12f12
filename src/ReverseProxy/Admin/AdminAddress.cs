using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace ReverseProxy.Admin;

/// <summary>Where the admin interface listens: a loopback address, or a Unix socket. Never an address that others can reach.</summary>
/// <param name="EndPoint">The loopback address, where it is one.</param>
/// <param name="SocketPath">The socket's path, where it is one.</param>
internal sealed record AdminAddress(IPEndPoint? EndPoint, string? SocketPath)
{
    private const string UnixPrefix = "unix:";

    public static bool TryParse(string text, [NotNullWhen(true)] out AdminAddress? address)
    {
        address = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            string path = text[UnixPrefix.Length..];
            address = path.StartsWith('/') ? new(null, path) : null;
        }
        else if (IPEndPoint.TryParse(text.Replace("localhost", "127.0.0.1", StringComparison.Ordinal), out IPEndPoint? endPoint)
            && text.Contains(':', StringComparison.Ordinal) && IPAddress.IsLoopback(endPoint.Address))
        {
            address = new(endPoint, null);
        }

        return address is not null;
    }
}
