using Substrate.Client.Chain;
using Substrate.Client.Metadata;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace Bittensor.Commitments;

/// <summary>
/// How much a hotkey may still commit on a subnet (pallet_commitments, lib.rs: <c>set_commitment</c>): today's runtimes count the
/// bytes of an epoch, older ones a number of blocks between two commitments, those of spring 2025 both.
/// </summary>
public sealed record CommitmentLimit
{
    /// <summary>What a commitment counts at least, in bytes.</summary>
    public const ulong MinimumCost = 100;

    /// <summary>No limit that is known.</summary>
    public static CommitmentLimit None { get; } = new();

    /// <summary>The bytes that commitments of this epoch have used up; null where the runtime does not count them.</summary>
    public ulong? UsedBytes { get; init; }

    /// <summary>The bytes that all commitments of an epoch may have; null where the runtime does not count them.</summary>
    public ulong? MaximumBytes { get; init; }

    /// <summary>The blocks until the next epoch begins, at the latest, and the bytes are counted anew; 0 where they are not counted.</summary>
    public ulong BlocksToEpoch { get; init; }

    /// <summary>The blocks until the next commitment may be made; 0 where it may be made now.</summary>
    public ulong BlocksToWait { get; init; }

    /// <summary>Whether a commitment of so many bytes is within the limit.</summary>
    public bool Allows(int bytes) => BlocksToWait == 0 && HasSpaceFor(bytes);

    /// <summary>How many blocks to wait until a commitment of so many bytes is within the limit, at the latest.</summary>
    public ulong BlocksUntil(int bytes) => Math.Max(BlocksToWait, HasSpaceFor(bytes) ? 0 : BlocksToEpoch);

    /// <summary>Whether this epoch has space left for so many bytes.</summary>
    public bool HasSpaceFor(int bytes) =>
        MaximumBytes is not ulong maximum || (UsedBytes ?? 0) + Math.Max(MinimumCost, (ulong)bytes) <= maximum;

    /// <summary>What has to be read to know the limit: what this runtime stores of it.</summary>
    internal static IReadOnlyList<StorageQuery> Queries(RuntimeMetadata metadata, ushort netuid, AccountId hotkey)
    {
        (Value net, Value account) = (Value.Of(netuid), Value.Of(hotkey));
        StorageQuery[] all =
        [
            new("Commitments", "UsedSpaceOf", net, account),
            new("Commitments", "MaxSpace"),
            new("Commitments", "LastCommitment", net, account),
            new("Commitments", "RateLimit"),
            new("SubtensorModule", "Tempo", net),
            new("SubtensorModule", "SubnetEpochIndex", net),
        ];
        return [.. all.Where(query => metadata.FindPallet(query.Pallet)?.FindStorage(query.Entry) is not null)];
    }

    /// <summary>Works the limit out for the block after <paramref name="block"/>.</summary>
    internal static CommitmentLimit Read(RuntimeMetadata metadata, ulong block, ushort netuid, IReadOnlyDictionary<string, Value?> stored)
    {
        ulong next = block + 1;
        CommitmentLimit limit = new() { BlocksToWait = ReadWait(metadata, next, stored) };
        if (stored.GetValueOrDefault("MaxSpace") is not Value maximum)
        {
            return limit;
        }

        ulong tempo = stored.GetValueOrDefault("Tempo")?.AsNumber<ulong>() ?? 0;

        // Spec 423 made the epoch a stored counter; before, it followed from the block's number.
        ulong phase = next + netuid + 1;
        Value? counter = stored.GetValueOrDefault("SubnetEpochIndex");
        ulong epoch = counter?.AsNumber<ulong>() ?? phase / (tempo + 1);
        Value? usage = stored.GetValueOrDefault("UsedSpaceOf");
        return limit with
        {
            MaximumBytes = maximum.AsNumber<ulong>(),
            UsedBytes = usage is not null && usage["last_epoch"].AsNumber<ulong>() == epoch ? usage["used_space"].AsNumber<ulong>() : 0,
            BlocksToEpoch = counter is null ? tempo + 1 - (phase % (tempo + 1)) : tempo + 1,
        };
    }

    private static ulong ReadWait(RuntimeMetadata metadata, ulong next, IReadOnlyDictionary<string, Value?> stored)
    {
        // Today's runtimes still note the last commitment; what tells whether they look at it is the error.
        Pallet? pallet = metadata.FindPallet("Commitments");
        if (pallet?.Errors?.Find("CommitmentSetRateLimitExceeded") is null || stored.GetValueOrDefault("LastCommitment") is not Value last)
        {
            return 0;
        }

        Value? interval = stored.GetValueOrDefault("RateLimit")
            ?? (pallet.FindConstant("RateLimit") is null ? null : metadata.Constant("Commitments", "RateLimit"));
        ulong allowedFrom = last.AsNumber<ulong>() + (interval?.AsNumber<ulong>() ?? 0);
        return allowedFrom > next ? allowedFrom - next : 0;
    }
}
