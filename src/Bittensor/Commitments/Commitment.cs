using System.Collections.Immutable;
using Substrate.Client.Scale;
using Substrate.Client.Values;

namespace Bittensor.Commitments;

/// <summary>What a hotkey has committed on a subnet. There is one at a time; it outlives the hotkey's registration.</summary>
/// <param name="Block">The number of the block it was made in.</param>
/// <param name="Fields">What was committed.</param>
public sealed record Commitment(ulong Block, ImmutableArray<CommitmentField> Fields)
{
    /// <summary>The bytes of the first field where that is a raw one with content: all that readers of a registry look at. Null otherwise.</summary>
    public ReadOnlyMemory<byte>? FirstRaw => Fields is [{ Kind: CommitmentFieldKind.Raw, Bytes.Length: > 0 } first, ..]
        ? first.Bytes
        : default(ReadOnlyMemory<byte>?); // a bare null would be converted to empty memory

    /// <summary>Reads a decoded <c>Registration</c> of <c>Commitments.CommitmentOf</c>.</summary>
    /// <exception cref="ScaleException">It is none.</exception>
    public static Commitment Read(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(value["block"].AsNumber<ulong>(), [.. value["info"]["fields"].AsList().Select(CommitmentField.Read)]);
    }
}
