using System.Text;
using Bittensor.Commitments;
using Substrate.Client.Chain;
using Substrate.Client.Scale;
using Substrate.Cryptography;

namespace Bittensor.Registry;

/// <summary>What one hotkey has committed on a subnet, read as a miner's endpoint.</summary>
/// <param name="Hotkey">The hotkey.</param>
/// <param name="Uid">Its number on the subnet; null where it is not registered any more, which its commitment outlives.</param>
/// <param name="Block">The block of the commitment; null where it cannot be decoded.</param>
/// <param name="Raw">The bytes that were committed; empty where there are none.</param>
/// <param name="Endpoint">The endpoint; null where it is none.</param>
/// <param name="Problem">Why it is no endpoint; null where it is one.</param>
public sealed record RegistryEntry(
    AccountId Hotkey, ushort? Uid, ulong? Block, ReadOnlyMemory<byte> Raw, MinerEndpoint? Endpoint, RegistryProblem? Problem)
{
    /// <summary>The bytes as text, one character each, so that nothing is lost. Anybody's text: never to be shown as it is.</summary>
    public string RawText => Encoding.Latin1.GetString(Raw.Span);

    /// <summary>The hotkey of an entry of <c>Commitments.CommitmentOf</c>, known even where nothing else can be read.</summary>
    internal static AccountId HotkeyOf(StorageMapEntry stored) => AccountId.FromBytes(stored.StorageKey.Span[^AccountId.Length..]);

    /// <summary>Reads an entry of <c>Commitments.CommitmentOf</c>.</summary>
    internal static RegistryEntry Read(StorageMapEntry stored, ushort? uid)
    {
        AccountId hotkey = HotkeyOf(stored);
        try
        {
            if (stored.Error is not null || stored.Value is null)
            {
                return new(hotkey, uid, null, default, null, new(RegistryProblem.DecodeError, stored.Error?.Message ?? "nothing is stored"));
            }

            Commitment commitment = Commitment.Read(stored.Value);
            return Read(hotkey, uid, commitment);
        }
        catch (ScaleException exception)
        {
            return new(hotkey, uid, null, default, null, new(RegistryProblem.DecodeError, exception.Message));
        }
    }

    private static RegistryEntry Read(AccountId hotkey, ushort? uid, Commitment commitment)
    {
        if (commitment.FirstRaw is not { } raw)
        {
            return new(hotkey, uid, commitment.Block, default, null, new(RegistryProblem.MissingData, "No valid chain string found in commitment"));
        }

        RegistryEntry entry = new(hotkey, uid, commitment.Block, raw, null, null);
        try
        {
            return entry with { Endpoint = MinerEndpoint.Parse(entry.RawText) };
        }
        catch (MinerEndpointException exception)
        {
            return entry with { Problem = new(RegistryProblem.ValueError, exception.Message) };
        }
    }
}
