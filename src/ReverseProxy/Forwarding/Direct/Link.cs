using System.Net.Sockets;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>A connection to a backend that carries one request after another, while none of them leaves it in doubt.</summary>
internal sealed class Link(Socket socket) : IDisposable
{
    public Socket Socket => socket;

    /// <summary>Cancelled when the request that it carries is given up.</summary>
    public CancellationTokenSource GivenUp { get; } = new();

    /// <summary>Since when it is idle, as a timestamp of the clock.</summary>
    public long IdleSince { get; set; }

    public void Dispose()
    {
        socket.Dispose();
        GivenUp.Dispose();
    }
}
