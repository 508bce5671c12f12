using FakeNode.Metadata;
using Substrate.Client.Metadata;

namespace FakeNode.Runtimes;

/// <summary>
/// A runtime with the parts of Bittensor's that a miner's proxy touches, under the same names, numbers, hashers and types:
/// System, Timestamp, TransactionPayment, SubtensorModule and Commitments.
/// </summary>
public static class SubtensorRuntime
{
    /// <summary>The spec version with which commitments may have three fields, and their errors the numbers of today.</summary>
    public const uint ThreeFields = 273;

    /// <summary>The spec version from which on the bytes of an epoch are counted.</summary>
    public const uint SpaceLimit = 257;

    /// <summary>The spec version from which runtime functions answer with types of their own and not with bytes within bytes.</summary>
    public const uint TypedAnswers = 233;

    /// <summary>The spec version from which there is <c>get_selective_metagraph</c>.</summary>
    public const uint Selective = 261;

    /// <summary>The runtime of a spec version; the names and numbers of errors and extensions are those of its time.</summary>
    /// <param name="specVersion">The spec version.</param>
    /// <param name="metadataVersions">The versions of metadata it can give; by default 14, 15 and 16.</param>
    public static FakeRuntime Create(uint specVersion = 393, IReadOnlyList<int>? metadataVersions = null)
    {
        FakeRuntime runtime = new(specVersion, () => Define(specVersion)) { MetadataVersions = metadataVersions ?? [14, 15, 16] };
        SubtensorFunctions.AddTo(runtime);
        return runtime;
    }

    private static MetadataBuilder Define(uint specVersion)
    {
        MetadataBuilder builder = new() { ExtrinsicVersions = specVersion < 365 ? [4] : [4, 5] };
        FrameTypes.AddTo(builder.Types);
        CommitmentTypes.AddTo(builder.Types, specVersion);
        SelectiveMetagraphType.AddTo(builder.Types);
        SubnetStateType.AddTo(builder.Types);
        builder
            .Pallet("System", 0, System)
            .Pallet("Timestamp", 2, pallet => pallet.Plain("Now", "u64", new byte[8]).Call(0, "set", ("now", "Compact<u64>")))
            .Pallet("TransactionPayment", 6, pallet => pallet.Event(0, "TransactionFeePaid", ("who", "AccountId32"), ("actual_fee", "u64"), ("tip", "u64")))
            .Pallet("SubtensorModule", 7, Subtensor)
            .Pallet("Commitments", 18, pallet => Commitments(pallet, specVersion));
        Extensions(builder, specVersion);
        Functions(builder, specVersion);
        return builder;
    }

    private static void System(PalletBuilder pallet) => pallet
        .Map("Account", "AccountId32", [StorageHasher.Blake128Concat], "AccountInfo", [.. new byte[55], 0x80])
        .Plain("Number", "u32", new byte[4])
        .Map("BlockHash", "u32", [StorageHasher.Twox64Concat], "H256", new byte[32])
        .Plain("Events", "Vec<EventRecord>", [0])
        .Plain("LastRuntimeUpgrade", "LastRuntimeUpgradeInfo")
        .Call(0, "remark", ("remark", "Vec<u8>"))
        .Call(7, "remark_with_event", ("remark", "Vec<u8>"))
        .Event(0, "ExtrinsicSuccess", ("dispatch_info", "DispatchInfo"))
        .Event(1, "ExtrinsicFailed", ("dispatch_error", "DispatchError"), ("dispatch_info", "DispatchInfo"))
        .Event(2, "CodeUpdated")
        .Error(5, "CallFiltered", "The origin filter prevent the call to be dispatched.")
        .Constant("BlockHashCount", "u32", [0x60, 9, 0, 0])
        .Constant("SS58Prefix", "u16", [42, 0]);

    private static void Subtensor(PalletBuilder pallet) => pallet
        .Map("Uids", "(u16,AccountId32)", [StorageHasher.Identity, StorageHasher.Blake128Concat], "u16")
        .Map("Keys", "(u16,u16)", [StorageHasher.Identity, StorageHasher.Identity], "AccountId32", new byte[32])
        .Map("IsNetworkMember", "(AccountId32,u16)", [StorageHasher.Blake128Concat, StorageHasher.Identity], "bool", [0])
        .Map("Owner", "AccountId32", [StorageHasher.Blake128Concat], "AccountId32", new byte[32])
        .Map("NetworksAdded", "u16", [StorageHasher.Identity], "bool", [0])
        .Map("SubnetworkN", "u16", [StorageHasher.Identity], "u16", [0, 0])
        .Map("Tempo", "u16", [StorageHasher.Identity], "u16", [0x68, 1])
        .Map("ValidatorPermit", "u16", [StorageHasher.Identity], "Vec<bool>", [0])
        .Map("TotalHotkeyAlpha", "(AccountId32,u16)", [StorageHasher.Blake128Concat, StorageHasher.Identity], "u64", new byte[8])
        .Map("BlockAtRegistration", "(u16,u16)", [StorageHasher.Identity, StorageHasher.Identity], "u64", new byte[8])
        .Plain("StakeThreshold", "u64", new byte[8])
        .Plain("TaoWeight", "u64", [0xfc, 0x62, 0xe0, 0x3e, 0xfa, 0x3c, 0x7c, 0x0d])
        .Error(2, "HotKeyNotRegisteredInSubNet", "The hotkey is not registered in subnet");

    private static void Commitments(PalletBuilder pallet, uint specVersion)
    {
        pallet
            .Map("CommitmentOf", "(u16,AccountId32)", [StorageHasher.Identity, StorageHasher.Twox64Concat], "Registration")
            .Map("LastCommitment", "(u16,AccountId32)", [StorageHasher.Identity, StorageHasher.Twox64Concat], "u32")
            .Call(0, "set_commitment", ("netuid", "u16"), ("info", "CommitmentInfo"))
            .Event(0, "Commitment", ("netuid", "u16"), ("who", "AccountId32"))
            .Constant("MaxFields", "u32", [(byte)(specVersion < ThreeFields ? 1 : 3), 0, 0, 0])
            .Error(0, "TooManyFieldsInCommitmentInfo", " Account passed too many additional fields to their commitment")
            .Error(1, "AccountNotAllowedCommit", " Account is not allowed to make commitments to the chain");
        List<(string Name, string Docs)> errors = [];
        if (specVersion < ThreeFields)
        {
            _ = pallet.Constant("RateLimit", "u32", [100, 0, 0, 0]);
            errors.Add(("CommitmentSetRateLimitExceeded", " Account is trying to commit data too fast, rate limit exceeded"));
        }

        if (specVersion >= SpaceLimit)
        {
            _ = pallet
                .Map("UsedSpaceOf", "(u16,AccountId32)", [StorageHasher.Identity, StorageHasher.Twox64Concat], "UsageTracker")
                .Plain("MaxSpace", "u32", [0x1c, 0x0c, 0, 0]);
            errors.Add(("SpaceLimitExceeded", " Space Limit Exceeded for the current interval"));
        }

        errors.Add(("UnexpectedUnreserveLeftover", " Indicates that unreserve returned a leftover, which is unexpected."));
        for (byte i = 0; i < errors.Count; i++)
        {
            _ = pallet.Error((byte)(i + 2), errors[i].Name, errors[i].Docs);
        }
    }

    private static void Extensions(MetadataBuilder builder, uint specVersion)
    {
        builder
            .Extension("CheckNonZeroSender", "CheckNonZeroSender", "()")
            .Extension("CheckSpecVersion", "()", "u32")
            .Extension("CheckTxVersion", "()", "u32")
            .Extension("CheckGenesis", "()", "H256")
            .Extension("CheckMortality", "Era", "H256")
            .Extension("CheckNonce", "CheckNonce", "()")
            .Extension("CheckWeight", "()", "()")
            .Extension("ChargeTransactionPayment", "ChargeTransactionPayment", "()");
        string[] own = specVersion switch
        {
            < 283 => ["SubtensorSignedExtension", "CommitmentsSignedExtension"],
            < 306 => ["SubtensorTransactionExtension"],
            < 365 => ["SubtensorTransactionExtension", "DrandPriority"],
            < 391 => ["SudoTransactionExtension", "SubtensorTransactionExtension", "DrandPriority"],
            _ => ["SudoTransactionExtension", "CheckShieldedTxValidity", "SubtensorTransactionExtension", "DrandPriority"],
        };
        foreach (string identifier in own)
        {
            _ = builder.Extension(identifier, "()", "()");
        }

        _ = builder.Extension("CheckMetadataHash", "CheckMetadataHash", "Option<[u8;32]>");
    }

    private static void Functions(MetadataBuilder builder, uint specVersion)
    {
        builder
            .ApiMethod("Metadata", "metadata_at_version", [("version", "u32")], "Option<Bytes>")
            .ApiMethod("Metadata", "metadata_versions", [], "Vec<u32>")
            .ApiMethod("AccountNonceApi", "account_nonce", [("account", "AccountId32")], "u32")
            .ApiMethod("SubnetInfoRuntimeApi", "get_subnet_state", [("netuid", "u16")], specVersion < TypedAnswers ? "Vec<u8>" : "Option<SubnetState>");
        if (specVersion >= Selective)
        {
            _ = builder.ApiMethod(
                "SubnetInfoRuntimeApi", "get_selective_metagraph", [("netuid", "u16"), ("metagraph_indexes", "Vec<u16>")], "Option<SelectiveMetagraph>");
        }
    }
}
