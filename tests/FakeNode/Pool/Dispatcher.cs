using FakeNode.Chain;
using Substrate.Client.Metadata;
using Substrate.Client.Values;

namespace FakeNode.Pool;

/// <summary>Carries out extrinsics: the rules of the pallet Commitments, and failures on demand.</summary>
public sealed class Dispatcher
{
    /// <summary>The error that every call fails with from now on; null to follow the rules.</summary>
    public Value? Failure { get; set; }

    /// <summary>Every call fails from now on with an error of a pallet, by name.</summary>
    public void FailWith(RuntimeMetadata metadata, string pallet, string error)
    {
        Pallet definition = metadata.Pallet(pallet);
        byte number = definition.Errors?.Find(error)?.Index ?? throw new ArgumentException($"{pallet} has no error {error}", nameof(error));
        Failure = Module(definition.Index, number);
    }

    /// <summary>Changes the state of a block as the extrinsic says and records what happened.</summary>
    internal void Execute(FakeBlock block, FakeExtrinsic extrinsic)
    {
        Value signer = Value.Of(extrinsic.Signer);
        Value account = block.Get("System", "Account", signer)!;
        block.Put("System", "Account", [signer], WithNonce(account, extrinsic.Nonce + 1));

        List<Value> events = [Event(0, "System", "ExtrinsicSuccess", ("dispatch_info", Info("Mandatory")))];
        Value? error = Failure ?? Apply(block, extrinsic, signer, events);
        events.Add(Event(1, "TransactionPayment", "TransactionFeePaid", ("who", signer), ("actual_fee", Value.Of(0)), ("tip", Value.Of(extrinsic.Tip))));
        events.Add(error is null
            ? Event(1, "System", "ExtrinsicSuccess", ("dispatch_info", Info("Normal")))
            : Event(1, "System", "ExtrinsicFailed", ("dispatch_error", error), ("dispatch_info", Info("Normal"))));
        block.Put("System", "Events", [], Value.List([.. events]));
    }

    private static Value? Apply(FakeBlock block, FakeExtrinsic extrinsic, Value signer, List<Value> events)
    {
        if ((extrinsic.Pallet, extrinsic.Call) is not ("Commitments", "set_commitment"))
        {
            return null;
        }

        Value netuid = extrinsic.Arguments["netuid"];
        if (block.Get("SubtensorModule", "Uids", netuid, signer) is null)
        {
            return Error(block, "AccountNotAllowedCommit");
        }

        if (CommitmentRules.Broken(block, netuid, signer, extrinsic.Arguments["info"]["fields"]) is string broken)
        {
            return Error(block, broken);
        }

        block.Put("Commitments", "CommitmentOf", [netuid, signer], Value.Composite(
            ("deposit", Value.Of(0)), ("block", Value.Of(block.Number)), ("info", extrinsic.Arguments["info"])));
        block.Put("Commitments", "LastCommitment", [netuid, signer], Value.Of(block.Number));
        events.Add(Event(1, "Commitments", "Commitment", ("netuid", netuid), ("who", signer)));
        return null;
    }

    private static Value Error(FakeBlock block, string name)
    {
        Pallet commitments = block.MadeBy.Metadata.Pallet("Commitments");
        return Module(commitments.Index, commitments.Errors!.Find(name)!.Index);
    }

    private static Value Module(byte pallet, byte error) =>
        Value.Variant("Module", Value.Composite(("index", Value.Of(pallet)), ("error", Value.Of([error, 0, 0, 0]))));

    private static Value Event(int extrinsic, string pallet, string name, params ReadOnlySpan<(string Name, Value Value)> fields) =>
        Value.Composite(
        ("phase", Value.Variant("ApplyExtrinsic", Value.Of(extrinsic))),
        ("event", Value.Variant(pallet, Value.Variant(name, Value.Composite(fields)))),
        ("topics", Value.List()));

    private static Value Info(string dispatchClass) => Value.Composite(
        ("weight", Value.Composite(("ref_time", Value.Of(265_758_000)), ("proof_size", Value.Of(1493)))),
        ("class", Value.Variant(dispatchClass)),
        ("pays_fee", Value.Variant("No")));

    private static Value WithNonce(Value account, uint nonce) => Value.Composite(
        ("nonce", Value.Of(nonce)),
        ("consumers", account["consumers"]),
        ("providers", account["providers"]),
        ("sufficients", account["sufficients"]),
        ("data", account["data"]));
}
