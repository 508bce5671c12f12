using FakeNode.Metadata;

namespace FakeNode.Runtimes;

/// <summary>The types that every Substrate runtime has.</summary>
internal static class FrameTypes
{
    public static void AddTo(TypeBook types)
    {
        _ = types.Struct("AccountData", "pallet_balances::types::AccountData", ("free", "u64"), ("reserved", "u64"), ("frozen", "u64"), ("flags", "u128"));
        _ = types.Struct(
            "AccountInfo",
            "frame_system::AccountInfo",
            ("nonce", "u32"),
            ("consumers", "u32"),
            ("providers", "u32"),
            ("sufficients", "u32"),
            ("data", "AccountData"));
        _ = types.Struct(
            "LastRuntimeUpgradeInfo", "frame_system::LastRuntimeUpgradeInfo", ("spec_version", "Compact<u32>"), ("spec_name", "Text"));
        _ = types.Enum("Phase", "frame_system::Phase", new(0, "ApplyExtrinsic", [("", "u32")]), new(1, "Finalization", []), new(2, "Initialization", []));
        _ = types.Struct(
            "EventRecord", "frame_system::EventRecord", ("phase", "Phase"), ("event", "RuntimeEvent"), ("topics", "Vec<H256>"));
        _ = types.Struct("Weight", "sp_weights::weight_v2::Weight", ("ref_time", "Compact<u64>"), ("proof_size", "Compact<u64>"));
        _ = types.Enum("DispatchClass", "frame_support::dispatch::DispatchClass", new(0, "Normal", []), new(1, "Operational", []), new(2, "Mandatory", []));
        _ = types.Enum("Pays", "frame_support::dispatch::Pays", new(0, "Yes", []), new(1, "No", []));
        _ = types.Struct(
            "DispatchInfo", "frame_system::DispatchEventInfo", ("weight", "Weight"), ("class", "DispatchClass"), ("pays_fee", "Pays"));
        _ = types.Struct("ModuleError", "sp_runtime::ModuleError", ("index", "u8"), ("error", "[u8;4]"));
        _ = types.Enum(
            "TokenError",
            "sp_runtime::TokenError",
            new(0, "FundsUnavailable", []),
            new(1, "OnlyProvider", []),
            new(2, "BelowMinimum", []),
            new(3, "CannotCreate", []));
        _ = types.Enum("ArithmeticError", "sp_arithmetic::ArithmeticError", new(0, "Underflow", []), new(1, "Overflow", []), new(2, "DivisionByZero", []));
        _ = types.Enum("TransactionalError", "sp_runtime::TransactionalError", new(0, "LimitReached", []), new(1, "NoLayer", []));
        _ = types.Enum(
            "DispatchError",
            "sp_runtime::DispatchError",
            new(0, "Other", []),
            new(1, "CannotLookup", []),
            new(2, "BadOrigin", []),
            new(3, "Module", [("", "ModuleError")]),
            new(4, "ConsumerRemaining", []),
            new(5, "NoProviders", []),
            new(6, "TooManyConsumers", []),
            new(7, "Token", [("", "TokenError")]),
            new(8, "Arithmetic", [("", "ArithmeticError")]),
            new(9, "Transactional", [("", "TransactionalError")]),
            new(10, "Exhausted", []),
            new(11, "Corruption", []),
            new(12, "Unavailable", []),
            new(13, "RootNotAllowed", []));
        AddExtensionsTo(types);
    }

    private static void AddExtensionsTo(TypeBook types)
    {
        _ = types.Enum(
            "Era",
            "sp_runtime::generic::era::Era",
            [new(0, "Immortal", []), .. Enumerable.Range(1, 255).Select(first => new VariantDefinition((byte)first, $"Mortal{first}", [("", "u8")]))]);
        _ = types.Struct("CheckNonZeroSender", "frame_system::extensions::check_non_zero_sender::CheckNonZeroSender");
        _ = types.Newtype("CheckNonce", "frame_system::extensions::check_nonce::CheckNonce", "Compact<u32>");
        _ = types.Newtype("ChargeTransactionPayment", "pallet_transaction_payment::ChargeTransactionPayment", "Compact<u64>");
        _ = types.Enum("MetadataHashMode", "frame_metadata_hash_extension::Mode", new(0, "Disabled", []), new(1, "Enabled", []));
        _ = types.Struct("CheckMetadataHash", "frame_metadata_hash_extension::CheckMetadataHash", ("mode", "MetadataHashMode"));
    }
}
