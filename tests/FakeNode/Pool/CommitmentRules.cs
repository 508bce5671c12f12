using FakeNode.Chain;
using Substrate.Client.Metadata;
using Substrate.Client.Values;

namespace FakeNode.Pool;

/// <summary>How often and how much may be committed: before spec 273 once in 100 blocks, from spec 257 on so many bytes in an epoch.</summary>
internal static class CommitmentRules
{
    private const ulong Tempo = 360;
    private const ulong MinimumCost = 100;

    /// <summary>The error's name; null where the commitment is allowed, which is then counted.</summary>
    public static string? Broken(FakeBlock block, Value netuid, Value signer, Value fields)
    {
        Pallet pallet = block.MadeBy.Metadata.Pallet("Commitments");
        if (pallet.FindConstant("RateLimit") is not null
            && block.Get("Commitments", "LastCommitment", netuid, signer)?.AsNumber<ulong>() is ulong last
            && block.Number < last + block.MadeBy.Metadata.Constant("Commitments", "RateLimit").AsNumber<ulong>())
        {
            return "CommitmentSetRateLimitExceeded";
        }

        return pallet.FindStorage("UsedSpaceOf") is null ? null : Count(block, netuid, signer, fields);
    }

    private static string? Count(FakeBlock block, Value netuid, Value signer, Value fields)
    {
        ulong epoch = (block.Number + netuid.AsNumber<ulong>() + 1) / (Tempo + 1);
        Value? usage = block.Get("Commitments", "UsedSpaceOf", netuid, signer);
        ulong used = usage is not null && usage["last_epoch"].AsNumber<ulong>() == epoch ? usage["used_space"].AsNumber<ulong>() : 0;
        ulong cost = Math.Max(MinimumCost, (ulong)fields.AsList().Sum(field => field.AsVariant().Content is BytesValue bytes ? bytes.AsBytes().Length : 0));
        if (used + cost > block.Get("Commitments", "MaxSpace")!.AsNumber<ulong>())
        {
            return "SpaceLimitExceeded";
        }

        block.Put("Commitments", "UsedSpaceOf", [netuid, signer], Value.Composite(("last_epoch", Value.Of(epoch)), ("used_space", Value.Of(used + cost))));
        return null;
    }
}
