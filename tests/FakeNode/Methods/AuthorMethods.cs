using System.Text.Json.Nodes;
using FakeNode.Chain;
using FakeNode.Pool;
using FakeNode.Server;
using Substrate.Cryptography;

namespace FakeNode.Methods;

/// <summary>What the node does with extrinsics.</summary>
internal sealed class AuthorMethods(FakeChain chain, FakePool pool)
{
    private const string Update = "author_extrinsicUpdate";

    public JsonNode NextIndex(RpcCall call) => AccountId.TryParse(call.Text(0), out AccountId account)
        ? pool.NextNonce(account)
        : throw new RpcException(-32602, "Invalid params", "invalid address");

    public JsonNode Pending() => new JsonArray([.. pool.Waiting.Select(extrinsic => (JsonNode)ChainMethods.Hex(extrinsic.Bytes))]);

    public JsonNode Submit(RpcCall call)
    {
        FakeExtrinsic extrinsic = pool.Submit(call.Bytes(0));
        call.Afterwards = () =>
        {
            if (pool.Story.Contains(WatchStep.Include))
            {
                chain.Finalize(pool.Include(extrinsic));
            }

            return Task.CompletedTask;
        };
        return extrinsic.Hash.ToString();
    }

    public JsonNode SubmitAndWatch(NodeConnection connection, RpcCall call)
    {
        FakeExtrinsic extrinsic = pool.Submit(call.Bytes(0));
        string id = connection.Subscribe(call.Method);
        call.Afterwards = () => TellAsync(connection, id, extrinsic);
        return id;
    }

    private async Task TellAsync(NodeConnection connection, string id, FakeExtrinsic extrinsic)
    {
        FakeBlock? block = null;
        foreach (WatchStep step in pool.Story)
        {
            switch (step)
            {
                case WatchStep.Break:
                    connection.Break();
                    return;
                case WatchStep.FallSilent:
                    connection.Server.IsSilent = true;
                    return;
                case WatchStep.Include:
                    block = pool.Include(extrinsic);
                    break;
                case WatchStep.Retract:
                    block = chain.Retract();
                    break;
                case WatchStep.Finalize:
                    chain.Finalize(chain.Best);
                    break;
                case WatchStep.Usurped or WatchStep.Dropped or WatchStep.Invalid:
                    pool.Remove(extrinsic);
                    break;
            }

            await connection.NotifyAsync(Update, id, Status(step, block));
        }
    }

    private JsonNode Status(WatchStep step, FakeBlock? block) => step switch
    {
        WatchStep.Broadcast => new JsonObject { ["broadcast"] = new JsonArray("12D3KooWPeer") },
        WatchStep.Include => new JsonObject { ["inBlock"] = block!.Hash.ToString() },
        WatchStep.Retract => new JsonObject { ["retracted"] = block!.Hash.ToString() },
        WatchStep.Finalize => new JsonObject { ["finalized"] = block!.Hash.ToString() },
        WatchStep.FinalityTimeout => new JsonObject { ["finalityTimeout"] = (block ?? chain.Best).Hash.ToString() },
        WatchStep.Usurped => new JsonObject { ["usurped"] = chain.Genesis.Hash.ToString() },
        WatchStep.Unheard => new JsonObject { ["levitating"] = 7 },
        _ => Unit(step.ToString().ToLowerInvariant()),
    };

    private JsonNode Unit(string name) => pool.Dialect == PoolDialect.Substrate ? name : new JsonObject { [name] = null };
}
