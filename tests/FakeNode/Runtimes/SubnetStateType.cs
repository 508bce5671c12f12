using FakeNode.Chain;
using FakeNode.Metadata;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace FakeNode.Runtimes;

/// <summary>The answer of <c>get_subnet_state</c>, with the emissions of a few subnets behind what matters, as the chain has them.</summary>
internal static class SubnetStateType
{
    private static readonly string[] Numbers =
    [
        "pruning_score", "last_update", "emission", "dividends", "incentives", "consensus", "trust", "rank", "block_at_registration",
        "alpha_stake", "tao_stake", "total_stake",
    ];

    public static void AddTo(TypeBook types) => types.Struct(
        "SubnetState",
        "pallet_subtensor::rpc_info::show_subnet::SubnetState",
        [
            ("netuid", "Compact<u16>"),
            ("hotkeys", "Vec<AccountId32>"),
            ("coldkeys", "Vec<AccountId32>"),
            ("active", "Vec<bool>"),
            ("validator_permit", "Vec<bool>"),
            .. Numbers.Select(name => (name, "Vec<Compact<u64>>")),
            ("emission_history", "Vec<Vec<Compact<u64>>>"),
        ]);

    /// <summary>The state of a subnet, or nothing where there is none.</summary>
    public static Value Of(FakeBlock block, Value netuid)
    {
        if (!block.Get("SubtensorModule", "NetworksAdded", netuid)!.AsBoolean())
        {
            return Value.None;
        }

        int count = block.Get("SubtensorModule", "SubnetworkN", netuid)!.AsNumber<int>();
        Value[] hotkeys = [.. Enumerable.Range(0, count).Select(uid => block.Get("SubtensorModule", "Keys", netuid, Value.Of(uid))!)];
        return Value.Some(Value.Composite(
            [
                ("netuid", netuid),
                ("hotkeys", Value.List(hotkeys)),
                ("coldkeys", Value.List([.. hotkeys.Select(hotkey => block.Get("SubtensorModule", "Owner", hotkey)!)])),
                ("active", Value.List([.. hotkeys.Select(_ => Value.Of(true))])),
                ("validator_permit", block.Get("SubtensorModule", "ValidatorPermit", netuid)!),
                .. Numbers.Select(name => (name, Value.List([.. hotkeys.Select((hotkey, uid) => Number(block, netuid, name, hotkey, uid))]))),
                ("emission_history", Value.List(Value.List(Value.Of(1), Value.Of(2)))),
            ]));
    }

    /// <summary>The bytes of a state, as a runtime puts them into bytes.</summary>
    public static byte[] Encode(FakeRuntime runtime, Value state)
    {
        if (state.AsOption() is not Value some)
        {
            return [0];
        }

        TypeDefinition type = runtime.Metadata.Types.Find("pallet_subtensor::rpc_info::show_subnet::SubnetState")!;
        return [1, .. ValueWriter.Encode(runtime.Metadata.Types, type.Id, some, "SubnetState")];
    }

    private static Value Number(FakeBlock block, Value netuid, string name, Value hotkey, int uid) => name switch
    {
        "alpha_stake" or "total_stake" => block.Get("SubtensorModule", "TotalHotkeyAlpha", hotkey, netuid)!,
        "block_at_registration" => block.Get("SubtensorModule", "BlockAtRegistration", netuid, Value.Of(uid))!,
        _ => Value.Of(0),
    };
}
