using System.Runtime.CompilerServices;
using Bittensor.Networks;
using Bittensor.Subnets;
using Substrate.Client;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;

namespace ReverseProxy.Gating;

/// <summary>The chain as far as the gate needs it, over one connection.</summary>
internal sealed class SubnetSource : IAsyncDisposable
{
    private readonly Network _network;
    private readonly TimeProvider _time;
    private readonly SubstrateClient _client;

    public SubnetSource(Network network, TimeProvider time)
    {
        _network = network;
        _time = time;

        // Whoever uses this tries again, elsewhere and later: here each node is tried once.
        _client = new(new JsonRpcOptions { Endpoints = network.Endpoints, Attempts = 1 });
    }

    /// <summary>How many nodes there are.</summary>
    public int Nodes => _network.Endpoints.Count;

    /// <summary>Which of them, from 0, is connected to; the first where none is.</summary>
    public int Position => _client.Rpc.Endpoint is { } endpoint ? Math.Max(0, _network.Endpoints.ToList().IndexOf(endpoint)) : 0;

    /// <summary>The node that is connected to, without what a provider's key may stand in; null while none is.</summary>
    public string? Endpoint => _client.Rpc.Endpoint?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>Reads the subnet's state at the newest block that cannot vanish.</summary>
    /// <exception cref="SubnetException">The node is of another chain, or the chain has no such subnet.</exception>
    public async Task<SubnetReading> ReadAsync(ushort netuid, CancellationToken cancellationToken)
    {
        Hash256 genesis = await _client.GetGenesisAsync(cancellationToken);
        if (_network.Genesis is { } expected && expected != genesis)
        {
            throw new SubnetException($"{Endpoint} is of another chain than {_network.Name}: its block 0 is {genesis}");
        }

        BlockState state = await _client.AtFinalizedAsync(cancellationToken);
        Metagraph? metagraph = await MetagraphReader.ReadAsync(state, netuid, _time.GetUtcNow(), cancellationToken);
        return metagraph is { Neurons.Count: > 0 }
            ? new(metagraph, genesis)
            : throw new SubnetException($"the chain at {Endpoint} has no subnet {netuid} (auth.netuid) with anybody on it");
    }

    /// <summary>The times at which new blocks arrive, with their numbers. The block that is the newest at the beginning is left out: it arrived before.</summary>
    public async IAsyncEnumerable<(ulong Number, DateTimeOffset Arrival)> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool first = true;
        await foreach (BlockHeader head in _client.FollowBestAsync(cancellationToken))
        {
            DateTimeOffset arrival = _time.GetUtcNow();
            if (!first)
            {
                yield return (head.Number, arrival);
            }

            first = false;
        }
    }

    /// <summary>How long after its own timestamp a block arrived here; null where the chain has gone on meanwhile.</summary>
    public async Task<TimeSpan?> DelayAsync(ulong number, DateTimeOffset arrival, CancellationToken cancellationToken)
    {
        BlockState state = await _client.AtBestAsync(cancellationToken);
        return state.Number == number && await state.ReadAsync("Timestamp", "Now", [], cancellationToken) is { } now
            ? TimeSpan.FromMilliseconds(arrival.ToUnixTimeMilliseconds() - now.AsNumber<long>())
            : null;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
