using Substrate.Client.Extrinsics;
using Substrate.Client.Values;

namespace Bittensor.Commitments;

/// <summary>The call <c>Commitments.set_commitment</c>, to be signed by a hotkey of the subnet. It costs nothing.</summary>
public static class CommitmentCall
{
    /// <summary>Makes the call.</summary>
    /// <param name="netuid">The subnet.</param>
    /// <param name="fields">What is committed; replaces what was. How many there may be is the constant <c>MaxFields</c>.</param>
    public static Call Create(ushort netuid, params ReadOnlySpan<CommitmentField> fields)
    {
        Value[] values = new Value[fields.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = fields[i].ToValue();
        }

        return Call.Of("Commitments", "set_commitment", ("netuid", Value.Of(netuid)), ("info", Value.Composite(("fields", Value.List(values)))));
    }
}
