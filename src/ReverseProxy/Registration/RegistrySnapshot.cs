using Bittensor.Registry;
using Microsoft.Extensions.Logging;
using ReverseProxy.Logging;
using Substrate.Client.Chain;

namespace ReverseProxy.Registration;

/// <summary>A subnet's registry with where it was read.</summary>
/// <param name="Target">The chain that was meant.</param>
/// <param name="Endpoint">The node that answered.</param>
/// <param name="Registry">What it answered.</param>
internal sealed record RegistrySnapshot(ChainTarget Target, string Endpoint, MinerRegistry Registry)
{
    /// <summary>What to say where nobody has committed anything.</summary>
    public string NothingFound =>
        $"No commitments found for netuid {Registry.Netuid} on {Target.Name} in block {Registry.Block}{(Registry.SubnetExists ? "" : ": there is no such subnet")}\n"
        + "- Verify you're using the correct network and netuid (--network, --netuid)\n"
        + "- Ensure your wallet has registered miners (reverse-proxy register)";

    /// <summary>What the command ends with.</summary>
    public int ExitCode => Registry.SubnetExists || !Registry.Entries.IsEmpty ? CommandLine.ExitCode.Done : CommandLine.ExitCode.NotRegistered;

    /// <exception cref="CommandLine.CommandException">The chain cannot be read.</exception>
    public static async Task<RegistrySnapshot> ReadAsync(ChainTarget target, ushort netuid, ILogger logger, CancellationToken cancellationToken)
    {
        Log.Target(logger, target.Name, target.Endpoint, netuid);
        await using ChainConnection chain = ChainConnection.Open(
            target, logger, watchesHeads: false, warning => Console.Error.WriteLine($"warning: {Printable.Escaped(warning)}"));
        BlockState state = await chain.AtBestAsync(cancellationToken);
        MinerRegistry registry = await chain.CallAsync(_ => MinerRegistry.ReadAsync(state, netuid, cancellationToken));
        Log.Registry(logger, registry.Entries.Length, netuid);
        return new(target, chain.Endpoint, registry);
    }
}
