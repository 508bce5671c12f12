using System.Runtime.CompilerServices;

namespace Substrate.Client.JsonRpc;

/// <summary>
/// Calls to a node, over one connection at a time to one of several endpoints. Connections are made when they are needed and
/// replaced when they end. Calls that only read are repeated then; one with an effect is never sent twice: if its answer is
/// lost, that is what is reported. Thread safe.
/// </summary>
public sealed class JsonRpcClient : IAsyncDisposable
{
    private readonly JsonRpcOptions _options;
    private readonly ConnectionKeeper _keeper;

    /// <summary>Creates a client for nodes on WebSockets. It connects with the first call.</summary>
    /// <exception cref="ArgumentException">There is no endpoint, or one that is not <c>ws:</c> or <c>wss:</c>.</exception>
    public JsonRpcClient(JsonRpcOptions options)
        : this(options, new WebSocketTransport((options ?? throw new ArgumentNullException(nameof(options))).MaximumMessageBytes))
    {
        if (options.Endpoints.FirstOrDefault(endpoint => endpoint.Scheme is not ("ws" or "wss")) is Uri other)
        {
            throw new ArgumentException($"{other} is not a WebSocket address: those begin with ws:// or wss://", nameof(options));
        }
    }

    /// <summary>Creates a client for nodes on another transport.</summary>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    public JsonRpcClient(JsonRpcOptions options, IJsonRpcTransport transport)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Endpoints.Count == 0)
        {
            throw new ArgumentException("there is no endpoint", nameof(options));
        }

        _options = options;
        _keeper = new ConnectionKeeper(transport, options);
    }

    /// <summary>The endpoint that is connected to; null while none is.</summary>
    public Uri? Endpoint => _keeper.Endpoint;

    /// <summary>Calls a method.</summary>
    /// <exception cref="JsonRpcException">The call failed; <see cref="JsonRpcException.Failure"/> says how.</exception>
    public Task<JsonRpcResult> CallAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RepeatAsync((connection, token) => connection.CallAsync(request, token), cancellationToken);
    }

    /// <summary>Calls several methods that only read, in one round trip.</summary>
    /// <returns>The answers in the order of the calls, each of which may be an error of the node's.</returns>
    /// <exception cref="ArgumentException">One of the calls has an effect.</exception>
    /// <exception cref="JsonRpcException">No answers came; <see cref="JsonRpcException.Failure"/> says why.</exception>
    public Task<JsonRpcAnswer[]> CallAllAsync(IReadOnlyList<JsonRpcRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.FirstOrDefault(request => !request.IsRepeatable) is JsonRpcRequest other)
        {
            throw new ArgumentException($"{other} has an effect and is to be sent alone", nameof(requests));
        }

        return requests.Count == 0
            ? Task.FromResult<JsonRpcAnswer[]>([])
            : RepeatAsync((connection, token) => CallAllAsync(connection, requests, token), cancellationToken);
    }

    /// <summary>
    /// Subscribes on the present connection, with which the subscription ends. For what must not be begun twice, such as
    /// <c>author_submitAndWatchExtrinsic</c>.
    /// </summary>
    /// <exception cref="JsonRpcException">The call failed; <see cref="JsonRpcException.Failure"/> says how.</exception>
    public Task<JsonRpcSubscription> SubscribeAsync(JsonRpcRequest request, string unsubscribeMethod, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RepeatAsync(
            (connection, token) => connection.SubscribeAsync(request, unsubscribeMethod, onlyLatest: false, token), cancellationToken);
    }

    /// <summary>
    /// Follows something that can be begun again at any time, such as <c>chain_subscribeNewHeads</c>: through all losses of
    /// connections, for ever. A reader that is slow misses notifications and always gets the latest.
    /// </summary>
    /// <exception cref="JsonRpcException">The node refused the subscription.</exception>
    public async IAsyncEnumerable<JsonRpcResult> FollowAsync(
        JsonRpcRequest request, string unsubscribeMethod, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int failures = 0; ;)
        {
            JsonRpcSubscription? subscription = await TrySubscribeAsync(
                request, unsubscribeMethod, cancellationToken).ConfigureAwait(false);
            if (subscription is not null)
            {
                await using ConfiguredAsyncDisposable disposal = subscription.ConfigureAwait(false);
                IAsyncEnumerator<JsonRpcResult> next = subscription.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                while (await MoveNextAsync(next).ConfigureAwait(false))
                {
                    failures = 0;
                    yield return next.Current;
                }
            }

            failures++;
            await Backoff.WaitAsync(_options, failures, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection. What is in flight fails.</summary>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private static async Task<JsonRpcAnswer[]> CallAllAsync(
        JsonRpcConnection connection, IReadOnlyList<JsonRpcRequest> requests, CancellationToken cancellationToken)
    {
        if (!connection.RefusesBatches && requests.Count > 1)
        {
            JsonRpcAnswer[] answers = await connection.CallAllAsync(requests, cancellationToken).ConfigureAwait(false);
            if (!connection.RefusesBatches)
            {
                return answers;
            }
        }

        // One after another without waiting in between: as few round trips as a batch.
        return await Task.WhenAll(requests.Select(request => AnswerAsync(connection, request, cancellationToken))).ConfigureAwait(false);
    }

    private static async Task<JsonRpcAnswer> AnswerAsync(
        JsonRpcConnection connection, JsonRpcRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return new JsonRpcAnswer(await connection.CallAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (JsonRpcException refused) when (refused.Failure == JsonRpcFailure.Refused)
        {
            return new JsonRpcAnswer(refused);
        }
    }

    /// <summary>Tries again on a new connection where one was lost and nothing with an effect was sent.</summary>
    private async Task<T> RepeatAsync<T>(Func<JsonRpcConnection, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            JsonRpcConnection connection = await _keeper.GetAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await call(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (JsonRpcException lost) when (lost.Failure == JsonRpcFailure.ConnectionLost && MayRepeatAfter(attempt))
            {
                await Backoff.WaitAsync(_options, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private bool MayRepeatAfter(int attempt) => attempt < _options.Attempts && !_keeper.IsDisposed;

    private async Task<JsonRpcSubscription?> TrySubscribeAsync(
        JsonRpcRequest request, string unsubscribeMethod, CancellationToken cancellationToken)
    {
        try
        {
            JsonRpcConnection connection = await _keeper.GetAsync(cancellationToken).ConfigureAwait(false);
            return await connection.SubscribeAsync(request, unsubscribeMethod, onlyLatest: true, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonRpcException failure) when (failure.Failure != JsonRpcFailure.Refused)
        {
            return null;
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<JsonRpcResult> next)
    {
        try
        {
            return await next.MoveNextAsync().ConfigureAwait(false);
        }
        catch (JsonRpcException)
        {
            return false;
        }
    }
}
