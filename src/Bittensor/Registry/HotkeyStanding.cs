using Bittensor.Commitments;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace Bittensor.Registry;

/// <summary>What a chain knows about a hotkey that is about to commit on a subnet.</summary>
/// <param name="SubnetExists">Whether there is such a subnet.</param>
/// <param name="Uid">The hotkey's number on the subnet; null where it is not registered there, and then may not commit.</param>
/// <param name="Commitment">What it has committed there; null for nothing.</param>
/// <param name="Undecodable">Why what it has committed cannot be decoded; null where it can.</param>
/// <param name="Limit">How much it may still commit.</param>
public sealed record HotkeyStanding(bool SubnetExists, ushort? Uid, Commitment? Commitment, string? Undecodable, CommitmentLimit Limit)
{
    /// <summary>Reads it, in one round trip.</summary>
    /// <exception cref="JsonRpcException">The call failed.</exception>
    /// <exception cref="MetadataException">This is no Bittensor chain.</exception>
    /// <exception cref="ScaleException">What is stored has a form that this program does not know.</exception>
    public static async Task<HotkeyStanding> ReadAsync(BlockState state, ushort netuid, AccountId hotkey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        (Value net, Value account) = (Value.Of(netuid), Value.Of(hotkey));
        RuntimeMetadata metadata = state.Runtime.Metadata;
        StorageQuery[] queries =
        [
            new("SubtensorModule", "NetworksAdded", net),
            new("SubtensorModule", "Uids", net, account),
            .. CommitmentLimit.Queries(metadata, netuid, hotkey),
        ];

        // The commitment is anybody's bytes, and one that cannot be decoded must not hide the rest.
        Task<(Commitment?, string?)> commitment = ReadCommitmentAsync(state, net, account, cancellationToken);
        IReadOnlyList<Value?> values = await state.ReadAllAsync(queries, cancellationToken).ConfigureAwait(false);
        Dictionary<string, Value?> stored = queries.Zip(values).ToDictionary(pair => pair.First.Entry, pair => pair.Second, StringComparer.Ordinal);
        (Commitment? made, string? undecodable) = await commitment.ConfigureAwait(false);
        return new(
            stored["NetworksAdded"]?.AsBoolean() ?? false,
            stored["Uids"]?.AsNumber<ushort>(),
            made,
            undecodable,
            CommitmentLimit.Read(metadata, state.Number, netuid, stored));
    }

    private static async Task<(Commitment? Made, string? Undecodable)> ReadCommitmentAsync(
        BlockState state, Value net, Value account, CancellationToken cancellationToken)
    {
        try
        {
            Value? value = await state.ReadAsync("Commitments", "CommitmentOf", [net, account], cancellationToken).ConfigureAwait(false);
            return (value is null ? null : Commitment.Read(value), null);
        }
        catch (ScaleException exception)
        {
            return (null, exception.Message);
        }
    }
}
