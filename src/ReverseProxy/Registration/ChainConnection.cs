using Bittensor.Networks;
using Microsoft.Extensions.Logging;
using ReverseProxy.CommandLine;
using Substrate.Client;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;

namespace ReverseProxy.Registration;

/// <summary>A command's connection to a chain: of the network that was meant, with failures in words for the operator.</summary>
internal sealed class ChainConnection : IAsyncDisposable
{
    private readonly ChainTarget _target;
    private readonly ILogger _logger;
    private readonly Action<string> _warn;

    private ChainConnection(ChainTarget target, SubstrateClient client, ILogger logger, Action<string> warn) =>
        (_target, Client, _logger, _warn) = (target, client, logger, warn);

    public SubstrateClient Client { get; }

    /// <summary>The node that answers.</summary>
    public string Endpoint => Client.Rpc.Endpoint is { } endpoint ? ChainTarget.Shown(endpoint) : _target.Endpoint;

    /// <summary>A connection, which is made with the first call.</summary>
    /// <param name="target">The chain.</param>
    /// <param name="logger">Told what happens.</param>
    /// <param name="watchesHeads">
    /// Whether the connection lasts long enough that it can die unnoticed: then new blocks are listened for, which costs a call.
    /// </param>
    /// <param name="warn">Told what is odd.</param>
    public static ChainConnection Open(ChainTarget target, ILogger logger, bool watchesHeads, Action<string> warn)
    {
        // Somebody waits: all nodes are tried three times, and that should not take a minute.
        JsonRpcOptions options = new()
        {
            Endpoints = target.Network.Endpoints,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            Observer = change => Observe(change, logger),
        };
        options = watchesHeads ? options : options with { HeadTimeout = null };
        IJsonRpcTransport transport = new WebSocketTransport(options.MaximumMessageBytes);
        transport = logger.IsEnabled(LogLevel.Trace) ? new TracedTransport(transport, logger) : transport;
        return new(target, new(new JsonRpcClient(options, transport)), logger, warn);
    }

    /// <summary>The newest state.</summary>
    /// <exception cref="CommandException">The chain cannot be reached, or is another than meant.</exception>
    public Task<BlockState> AtBestAsync(CancellationToken cancellationToken) => CallAsync(
        async client =>
        {
            BlockState state = await client.AtBestAsync(cancellationToken);
            await RequireNetworkAsync(client, cancellationToken);
            Log.State(
                _logger, state.Number, state.Hash.ToString(), state.Runtime.SpecVersion, state.Runtime.TransactionVersion, state.Runtime.Metadata.Version);
            return state;
        });

    /// <summary>Has something asked of the chain.</summary>
    /// <exception cref="CommandException">It cannot be asked.</exception>
    public async Task<T> CallAsync<T>(Func<SubstrateClient, Task<T>> ask)
    {
        try
        {
            return await ask(Client);
        }
        catch (Exception exception) when (ChainFailure.Of(exception, _target) is not null)
        {
            throw ChainFailure.Of(exception, _target)!;
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private static void Observe(ConnectionChange change, ILogger logger)
    {
        if (change.Kind == ConnectionChangeKind.Connected)
        {
            Log.Connected(logger, ChainTarget.Shown(change.Endpoint));
        }
        else
        {
            Log.ConnectionChanged(logger, ChainTarget.Shown(change.Endpoint), change.Kind == ConnectionChangeKind.Failed ? "failed" : "lost", change.Reason);
        }
    }

    /// <summary>A known network's own nodes must be of it; a node that was named is taken for what it is, and told where it is another.</summary>
    private async Task RequireNetworkAsync(SubstrateClient client, CancellationToken cancellationToken)
    {
        Network meant = _target.Supposed ?? _target.Network;
        Hash256 genesis = await client.GetGenesisAsync(cancellationToken);
        if (meant.Genesis is not { } expected || expected == genesis)
        {
            return;
        }

        string difference = $"{Endpoint} is not a node of {meant.Name}: its chain begins with block {genesis}, and that of {meant.Name} with {expected}";
        if (_target.Supposed is null)
        {
            throw new CommandException($"{difference}; name another node with --subtensor.chain_endpoint", ExitCode.Unreachable);
        }

        _warn($"{difference}; going on, because --subtensor.chain_endpoint names it");
    }
}
