using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Bittensor.Subnets;

/// <summary>The answer of <c>get_selective_metagraph</c>: a struct whose members are asked for by their positions.</summary>
internal static class SelectiveMetagraph
{
    private static readonly string[] Wanted =
        ["netuid", "hotkeys", "validator_permit", "block_at_registration", "alpha_stake", "total_stake"];

    /// <summary>
    /// The positions of what is wanted, as this runtime's struct has them. The netuid is asked for too: unless it is, the
    /// runtime answers 0, and nothing would tell whose lists came.
    /// </summary>
    /// <exception cref="MetadataException">The struct has no such members.</exception>
    public static Value Indices(TypeRegistry types, RuntimeApiMethod method)
    {
        if (types[method.Output] is not VariantType option
            || option.Find("Some") is not { Fields: [Field some] }
            || types[some.Type] is not CompositeType graph)
        {
            throw new MetadataException($"{method} does not answer with an optional struct");
        }

        return Value.List([.. Wanted.Select(name => Value.Of(Position(graph, name)))]);
    }

    /// <summary>The neurons in an answer.</summary>
    /// <exception cref="ScaleException">It is of another subnet, or something is missing.</exception>
    public static NeuronColumns Read(Value graph, ushort netuid)
    {
        ushort given = graph["netuid"].AsNumber<ushort>();
        return given == netuid
            ? NeuronColumns.Read(member => graph[member].AsOption() ?? throw new ScaleException($"the metagraph came without {member}"))
            : throw new ScaleException($"the metagraph is of subnet {given}, and {netuid} was asked for");
    }

    private static int Position(CompositeType graph, string name)
    {
        for (int i = 0; i < graph.Fields.Count; i++)
        {
            if (graph.Fields[i].Name == name)
            {
                return i;
            }
        }

        throw new MetadataException($"the struct {graph} has no member {name}");
    }
}
