using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ReverseProxy.Serving;

/// <summary>A listener whose connections are counted until their first request.</summary>
internal sealed class CountedListener(IConnectionListener inner, OpenDoors doors) : IConnectionListener
{
    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        ConnectionContext? connection = await inner.AcceptAsync(cancellationToken);
        if (connection is not null)
        {
            CountedConnection counted = doors.Enter();
            connection.Features.Set(counted);
            _ = connection.ConnectionClosed.Register(static state => ((CountedConnection)state!).Begin(), counted);
        }

        return connection;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
