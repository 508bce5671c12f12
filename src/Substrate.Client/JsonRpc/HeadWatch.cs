namespace Substrate.Client.JsonRpc;

/// <summary>
/// Notices connections that are open and dead: a node that is well announces a block every few seconds, so silence is a
/// sign. A socket alone says nothing for hours when a router in between has forgotten it.
/// </summary>
internal static class HeadWatch
{
    public static async Task RunAsync(JsonRpcConnection connection, TimeSpan limit, TimeProvider time)
    {
        try
        {
            JsonRpcSubscription heads = await connection
                .SubscribeAsync(
                    new JsonRpcRequest("chain_subscribeNewHeads"), "chain_unsubscribeNewHeads", onlyLatest: true, connection.Lifetime)
                .ConfigureAwait(false);
            IAsyncEnumerator<JsonRpcResult> next = heads.ReadAllAsync(connection.Lifetime).GetAsyncEnumerator(connection.Lifetime);
            while (await next.MoveNextAsync().AsTask().WaitAsync(limit, time, connection.Lifetime).ConfigureAwait(false))
            {
            }
        }
        catch (TimeoutException)
        {
            connection.Abort($"no new block came for {limit.TotalSeconds:0.###} s");
        }
        catch (JsonRpcException failure) when (failure.Failure == JsonRpcFailure.TimedOut)
        {
            connection.Abort(failure.Message);
        }
        catch (JsonRpcException)
        {
            // Refused by a node that announces no blocks, or the connection has ended anyway.
        }
        catch (OperationCanceledException)
        {
        }
    }
}
