using FakeNode.Metadata;

namespace FakeNode.Runtimes;

/// <summary>The answer of <c>get_selective_metagraph</c>: 73 optional members after the netuid, of which the fake chain fills a few.</summary>
internal static class SelectiveMetagraphType
{
    /// <summary>The members in the order of their indices. The types of those the fake chain never fills do not matter.</summary>
    public static IReadOnlyList<string> Members { get; } =
    [
        "netuid", "name", "symbol", "identity", "network_registered_at", "owner_hotkey", "owner_coldkey", "block", "tempo", "last_step",
        "blocks_since_last_step", "subnet_emission", "alpha_in", "alpha_out", "tao_in", "alpha_out_emission", "alpha_in_emission",
        "tao_in_emission", "pending_alpha_emission", "pending_root_emission", "subnet_volume", "moving_price", "rho", "kappa",
        "min_allowed_weights", "max_weights_limit", "weights_version", "weights_rate_limit", "activity_cutoff", "max_validators", "num_uids",
        "max_uids", "burn", "difficulty", "registration_allowed", "pow_registration_allowed", "immunity_period", "min_difficulty",
        "max_difficulty", "min_burn", "max_burn", "adjustment_alpha", "adjustment_interval", "target_regs_per_interval", "max_regs_per_block",
        "serving_rate_limit", "commit_reveal_weights_enabled", "commit_reveal_period", "liquid_alpha_enabled", "alpha_high", "alpha_low",
        "bonds_moving_avg", "hotkeys", "coldkeys", "identities", "axons", "active", "validator_permit", "pruning_score", "last_update", "emission",
        "dividends", "incentives", "consensus", "trust", "rank", "block_at_registration", "alpha_stake", "tao_stake", "total_stake",
        "tao_dividends_per_hotkey", "alpha_dividends_per_hotkey", "validators", "commitments",
    ];

    public static void AddTo(TypeBook types) => types.Struct(
        "SelectiveMetagraph",
        "pallet_subtensor::rpc_info::metagraph::SelectiveMetagraph",
        [.. Members.Select(member => (member, TypeOf(member)))]);

    private static string TypeOf(string member) => member switch
    {
        "netuid" => "Compact<u16>",
        "hotkeys" or "coldkeys" => "Option<Vec<AccountId32>>",
        "validator_permit" or "active" => "Option<Vec<bool>>",
        "validators" => "Option<Vec<Compact<u16>>>",
        "last_update" or "emission" or "block_at_registration" or "alpha_stake" or "tao_stake" or "total_stake" => "Option<Vec<Compact<u64>>>",
        "commitments" => "Option<Vec<(AccountId32,Vec<Compact<u8>>)>>",
        "num_uids" or "tempo" => "Option<Compact<u16>>",
        _ => "Option<Compact<u64>>",
    };
}
