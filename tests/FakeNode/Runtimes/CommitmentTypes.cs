using FakeNode.Metadata;

namespace FakeNode.Runtimes;

/// <summary>The types of the pallet Commitments.</summary>
internal static class CommitmentTypes
{
    public static void AddTo(TypeBook types, uint specVersion)
    {
        List<VariantDefinition> data = [new(0, "None", [])];
        data.AddRange(
            Enumerable.Range(0, 129).Select(length => new VariantDefinition((byte)(length + 1), $"Raw{length}", [("", $"[u8;{length}]")])));
        data.AddRange(
        [
            new(130, "BlakeTwo256", [("", "[u8;32]")]),
            new(131, "Sha256", [("", "[u8;32]")]),
            new(132, "Keccak256", [("", "[u8;32]")]),
            new(133, "ShaThree256", [("", "[u8;32]")]),
        ]);
        if (specVersion >= 257)
        {
            data.Add(new(134, "TimelockEncrypted", [("encrypted", "BoundedBytes"), ("reveal_round", "u64")]));
        }

        if (specVersion >= SubtensorRuntime.ThreeFields)
        {
            data.AddRange([new(135, "ResetBondsFlag", []), new(136, "BigRaw", [("", "BoundedBytes")])]);
        }

        _ = types.Newtype("BoundedBytes", "bounded_collections::bounded_vec::BoundedVec", "Vec<u8>");
        _ = types.Enum("CommitmentData", "pallet_commitments::types::Data", data);
        _ = types.Newtype("CommitmentFields", "bounded_collections::bounded_vec::BoundedVec", "Vec<CommitmentData>");
        _ = types.Struct("CommitmentInfo", "pallet_commitments::types::CommitmentInfo", ("fields", "CommitmentFields"));
        _ = types.Struct(
            "Registration", "pallet_commitments::types::Registration", ("deposit", "u64"), ("block", "u32"), ("info", "CommitmentInfo"));
        _ = types.Struct("UsageTracker", "pallet_commitments::types::UsageTracker", ("last_epoch", "u64"), ("used_space", "u64"));
    }
}
