using System.Text;

namespace Substrate.Client.JsonRpc;

/// <summary>Keeps one connection to one of several endpoints: when it ends, the next call makes a new one, to the next endpoint.</summary>
internal sealed class ConnectionKeeper(IJsonRpcTransport transport, JsonRpcOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _disposing = new();
    private JsonRpcConnection? _current;
    private int _nextEndpoint;

    public bool IsDisposed => _disposing.IsCancellationRequested;

    /// <summary>The endpoint of the present connection; null while there is none.</summary>
    public Uri? Endpoint => Volatile.Read(ref _current) is { Ended: null } alive ? alive.Endpoint : null;

    /// <summary>The connection, made if there is none.</summary>
    /// <exception cref="JsonRpcException">No endpoint could be reached; the message has the reason of each.</exception>
    public async ValueTask<JsonRpcConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _current) is { Ended: null } alive)
        {
            return alive;
        }

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            if (_current is { Ended: null } made)
            {
                return made;
            }

            if (_current is JsonRpcConnection ended)
            {
                _current = null;
                await ended.DisposeAsync().ConfigureAwait(false);
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(_disposing.Token, cancellationToken);
            JsonRpcConnection connection = await ConnectAsync(either.Token).ConfigureAwait(false);
            Volatile.Write(ref _current, connection);
            return connection;
        }
        finally
        {
            _ = _connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        await _connecting.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_current is not null)
            {
                await _current.DisposeAsync().ConfigureAwait(false);
                _current = null;
            }
        }
        finally
        {
            _ = _connecting.Release();
        }
    }

    /// <summary>Goes round all endpoints, as often as is allowed, with pauses between the rounds.</summary>
    private async Task<JsonRpcConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        StringBuilder failures = new();
        for (int round = 1; ; round++)
        {
            _ = failures.Clear();
            for (int i = 0; i < options.Endpoints.Count; i++)
            {
                Uri endpoint = options.Endpoints[_nextEndpoint];
                _nextEndpoint = (_nextEndpoint + 1) % options.Endpoints.Count;
                try
                {
                    return await ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
                }
                catch (JsonRpcException failure)
                {
                    options.Observer?.Invoke(new ConnectionChange(endpoint, ConnectionChangeKind.Failed, failure.Message));
                    _ = failures.Append(failures.Length == 0 ? "" : "; ").Append(endpoint.Shown()).Append(": ").Append(failure.Message);
                }
            }

            if (round >= options.Attempts)
            {
                throw new JsonRpcException(JsonRpcFailure.NotConnected, $"no node could be reached: {failures}");
            }

            await Backoff.WaitAsync(options, round, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JsonRpcConnection> ConnectAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        IJsonRpcChannel channel;
        try
        {
            channel = await transport.ConnectAsync(endpoint, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new JsonRpcException(
                JsonRpcFailure.NotConnected, $"no connection came about within {options.ConnectTimeout.TotalSeconds:0.###} s");
        }

        JsonRpcConnection connection = new(endpoint, channel, options);
        options.Observer?.Invoke(new ConnectionChange(endpoint, ConnectionChangeKind.Connected, Reason: null));
        if (options.HeadTimeout is TimeSpan limit)
        {
            _ = HeadWatch.RunAsync(connection, limit, options.TimeProvider);
        }

        return connection;
    }
}
