using FakeNode.Metadata;
using Substrate.Client.Metadata;

namespace Substrate.Client.Tests.Metadata;

/// <summary>Metadata of our own with one of everything, as every version of the format expresses it.</summary>
internal static class SmallMetadata
{
    public static TheoryData<int> Versions { get; } = [14, 15, 16];

    public static byte[] Blob(int version)
    {
        MetadataBuilder builder = new();
        builder.Types.Newtype("NetUid", "subtensor::NetUid", "u16");
        builder.Pallet("System", 0, pallet => pallet
            .Plain("Number", "u32", orElse: [0, 0, 0, 0])
            .Call(7, "remark", ("remark", "Vec<u8>")));
        builder.Pallet("Commitments", 18, pallet => pallet
            .Map("CommitmentOf", "(NetUid,AccountId32)", [StorageHasher.Identity, StorageHasher.Twox64Concat], "Option<u32>")
            .Plain("MaxSpace", "u32", orElse: [0x1c, 0x0c, 0, 0])
            .Constant("MaxFields", "u32", [3, 0, 0, 0])
            .Call(0, "set_commitment", ("netuid", "NetUid"), ("info", "Bytes"))
            .Event(0, "Commitment", ("netuid", "NetUid"), ("who", "AccountId32"))
            .Error(0, "TooManyFieldsInCommitmentInfo", " Account passed too many\n additional fields.")
            .Error(2, "SpaceLimitExceeded"));
        builder.Extension("CheckNonce", "Compact<u32>", "()").Extension("CheckGenesis", "()", "H256");
        builder.ApiMethod("AccountNonceApi", "account_nonce", [("account", "AccountId32")], "u32");
        return builder.Build(version);
    }

    public static RuntimeMetadata Parse(int version) => RuntimeMetadata.Parse(Blob(version));
}
