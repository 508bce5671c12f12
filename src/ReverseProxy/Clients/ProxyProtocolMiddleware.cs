using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ReverseProxy.Clients;

/// <summary>
/// Takes the caller's address of a connection from the PROXY header that a trusted balancer puts before it. A connection
/// from anybody else is served as it is: a header it may bring is then no HTTP.
/// </summary>
internal sealed class ProxyProtocolMiddleware(ConnectionDelegate next, Func<TrustedProxies> trusted, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (connection.RemoteEndPoint is IPEndPoint remote && trusted().Contains(remote.Address) && !await ReadHeaderAsync(connection))
        {
            // The balancer is set up otherwise than we are; guessing would make every caller look like the balancer.
            connection.Abort(new ConnectionAbortedException("no PROXY protocol header"));
            return;
        }

        await next(connection);
    }

    private async Task<bool> ReadHeaderAsync(ConnectionContext connection)
    {
        using CancellationTokenSource timeout = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, connection.ConnectionClosed);
        PipeReader input = connection.Transport.Input;
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync(either.Token);
                switch (ProxyProtocol.Read(read.Buffer, out IPEndPoint? source, out int length))
                {
                    case ProxyProtocolResult.Complete:
                        input.AdvanceTo(read.Buffer.GetPosition(length));
                        connection.RemoteEndPoint = source ?? connection.RemoteEndPoint;
                        return true;
                    case ProxyProtocolResult.Incomplete when !read.IsCompleted:
                        input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                        break;
                    default:
                        return false;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
