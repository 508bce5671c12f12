using FakeNode.Chain;
using FakeNode.Server;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Values;

namespace FakeNode.Runtimes;

/// <summary>The functions that the fake runtime answers from the state of a block.</summary>
internal static class SubtensorFunctions
{
    public static void AddTo(FakeRuntime runtime)
    {
        runtime.Functions["Metadata_metadata_versions"] = (_, _) =>
            Encode(runtime, "Metadata", "metadata_versions", Value.List([.. runtime.MetadataVersions.Select(version => Value.Of(version))]));
        runtime.Functions["Metadata_metadata_at_version"] = (_, arguments) =>
        {
            int version = Arguments(runtime, "Metadata", "metadata_at_version", arguments)[0].AsNumber<int>();
            return Encode(runtime, "Metadata", "metadata_at_version", runtime.MetadataVersions.Contains(version) ? Value.Some(Value.Of(runtime.Blob(version))) : Value.None);
        };
        runtime.Functions["AccountNonceApi_account_nonce"] = (block, arguments) =>
        {
            Value account = Arguments(runtime, "AccountNonceApi", "account_nonce", arguments)[0];
            return Encode(runtime, "AccountNonceApi", "account_nonce", block.Get("System", "Account", account)!["nonce"]);
        };
        runtime.Functions["SubnetInfoRuntimeApi_get_subnet_state"] = (block, arguments) =>
        {
            Value answer = SubnetStateType.Of(block, Arguments(runtime, "SubnetInfoRuntimeApi", "get_subnet_state", arguments)[0]);
            return runtime.SpecVersion >= SubtensorRuntime.TypedAnswers
                ? Encode(runtime, "SubnetInfoRuntimeApi", "get_subnet_state", answer)
                : Encode(runtime, "SubnetInfoRuntimeApi", "get_subnet_state", Value.Of(SubnetStateType.Encode(runtime, answer)));
        };
        if (runtime.SpecVersion >= SubtensorRuntime.Selective)
        {
            runtime.Functions["SubnetInfoRuntimeApi_get_selective_metagraph"] = (block, arguments) =>
            {
                Value[] values = Arguments(runtime, "SubnetInfoRuntimeApi", "get_selective_metagraph", arguments);
                return Encode(runtime, "SubnetInfoRuntimeApi", "get_selective_metagraph", Metagraph(block, values[0], [.. values[1].AsList().Select(index => index.AsNumber<int>())]));
            };
        }
    }

    /// <summary>The arguments of a call, decoded.</summary>
    public static Value[] Arguments(FakeRuntime runtime, string api, string method, byte[] encoded)
    {
        RuntimeApiMethod definition = runtime.Metadata.FindApiMethod(api, method)!;
        try
        {
            ScaleReader reader = new(encoded);
            Value[] values = new Value[definition.Inputs.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = ValueReader.Read(runtime.Metadata.Types, definition.Inputs[i].Type, ref reader, definition.ToString());
            }

            reader.EnsureEnd();
            return values;
        }
        catch (ScaleException)
        {
            throw new RpcException(
                4003, "Client error: Execution failed: Execution aborted due to trap: wasm trap: wasm `unreachable` instruction executed");
        }
    }

    /// <summary>An answer, encoded.</summary>
    public static byte[] Encode(FakeRuntime runtime, string api, string method, Value answer)
    {
        RuntimeApiMethod definition = runtime.Metadata.FindApiMethod(api, method)!;
        return ValueWriter.Encode(runtime.Metadata.Types, definition.Output, answer, definition.ToString());
    }

    private static Value Metagraph(FakeBlock block, Value netuid, int[] indices)
    {
        if (!block.Get("SubtensorModule", "NetworksAdded", netuid)!.AsBoolean())
        {
            return Value.None;
        }

        int count = block.Get("SubtensorModule", "SubnetworkN", netuid)!.AsNumber<int>();
        Value[] hotkeys = [.. Enumerable.Range(0, count).Select(uid => block.Get("SubtensorModule", "Keys", netuid, Value.Of(uid))!)];
        return Value.Some(Value.Composite([.. SelectiveMetagraphType.Members.Select((member, index) => (member, Member(block, netuid, hotkeys, member, indices.Contains(index))))]));
    }

    private static Value Member(FakeBlock block, Value netuid, Value[] hotkeys, string member, bool wanted)
    {
        if (member == "netuid")
        {
            return wanted ? netuid : Value.Of(0);
        }

        Value? value = !wanted ? null : member switch
        {
            "hotkeys" => Value.List(hotkeys),
            "coldkeys" => Value.List([.. hotkeys.Select(hotkey => block.Get("SubtensorModule", "Owner", hotkey)!)]),
            "validator_permit" => block.Get("SubtensorModule", "ValidatorPermit", netuid),
            "alpha_stake" or "total_stake" => Value.List(
                [.. hotkeys.Select(hotkey => block.Get("SubtensorModule", "TotalHotkeyAlpha", hotkey, netuid)!)]),
            "tao_stake" => Value.List([.. hotkeys.Select(_ => Value.Of(0))]),
            "num_uids" => Value.Of(hotkeys.Length),
            "tempo" => block.Get("SubtensorModule", "Tempo", netuid),
            "block_at_registration" => Value.List(
                [.. hotkeys.Select((_, uid) => block.Get("SubtensorModule", "BlockAtRegistration", netuid, Value.Of(uid))!)]),
            _ => null,
        };
        return value is null ? Value.None : Value.Some(value);
    }
}
