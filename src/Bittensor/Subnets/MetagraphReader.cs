using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Values;

namespace Bittensor.Subnets;

/// <summary>Reads who is registered on a subnet with one call of the runtime.</summary>
/// <remarks>
/// <c>get_selective_metagraph</c> (spec 261 and later) gives the five lists that are wanted and nothing else;
/// <c>get_subnet_state</c> is the older runtimes' and carries the emissions of all subnets with them. Both give stake as the
/// chain counts it: with what parents give and children take, which storage alone does not tell.
/// </remarks>
public static class MetagraphReader
{
    private const string Api = "SubnetInfoRuntimeApi";

    /// <summary>Reads a subnet's neurons.</summary>
    /// <param name="state">The state after the block that it is to be read at.</param>
    /// <param name="netuid">The subnet's number.</param>
    /// <param name="takenAt">The time to note.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The neurons; null where the chain has no such subnet.</returns>
    /// <exception cref="MetadataException">The runtime has neither function, or not the members that are wanted.</exception>
    /// <exception cref="ScaleException">The answer is not of the function's type, or its lists do not fit together.</exception>
    /// <exception cref="JsonRpcException">The call failed.</exception>
    public static async Task<Metagraph?> ReadAsync(BlockState state, ushort netuid, DateTimeOffset takenAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        NeuronColumns? columns = await ReadColumnsAsync(state, netuid, cancellationToken).ConfigureAwait(false);
        return columns is null ? null : new Metagraph(netuid, state.Number, takenAt, columns.ToNeurons());
    }

    private static async Task<NeuronColumns?> ReadColumnsAsync(BlockState state, ushort netuid, CancellationToken cancellationToken)
    {
        RuntimeMetadata metadata = state.Runtime.Metadata;
        if (metadata.FindApiMethod(Api, "get_selective_metagraph") is RuntimeApiMethod selective)
        {
            Value indices = SelectiveMetagraph.Indices(metadata.Types, selective);
            Value answer = await state.CallAsync(Api, selective.Name, [Value.Of(netuid), indices], cancellationToken).ConfigureAwait(false);
            return answer.AsOption() is Value graph ? SelectiveMetagraph.Read(graph, netuid) : null;
        }

        if (metadata.FindApiMethod(Api, "get_subnet_state") is RuntimeApiMethod whole)
        {
            Value answer = await state.CallAsync(Api, whole.Name, [Value.Of(netuid)], cancellationToken).ConfigureAwait(false);
            return SubnetState.Read(answer, netuid);
        }

        throw new MetadataException(
            $"the runtime {state.Runtime.SpecVersion} lists neither get_selective_metagraph nor get_subnet_state (in metadata version {metadata.Version})");
    }
}
