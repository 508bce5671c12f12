using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ReverseProxy.Serving;

/// <summary>The server's own sockets, with their connections counted.</summary>
internal sealed class CountedListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggers, OpenDoors doors)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        CountedListener listener = new(await _sockets.BindAsync(endpoint, cancellationToken), doors);
        doors.Add(listener);
        return listener;
    }
}
