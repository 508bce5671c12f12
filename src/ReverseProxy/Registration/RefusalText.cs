using ReverseProxy.CommandLine;
using Substrate.Client.Submission;

namespace ReverseProxy.Registration;

/// <summary>What it means that a node did not take the commitment, and what to do.</summary>
internal static class RefusalText
{
    private const string TryAgain = "nothing was submitted; try again, and if it stays so, try another node with --subtensor.chain_endpoint";

    /// <summary>The line and the exit code.</summary>
    public static CommandException Of(Refusal refusal) => refusal.Reason == RefusalReason.AlreadyImported
        ? new(
            $"the node has this very extrinsic already, from an attempt before; see with `reverse-proxy check` whether it was included before you try again ({refusal.Message})",
            ExitCode.Unknown)
        : new($"the node refused the commitment: {Meaning(refusal)} ({refusal.Message})", ExitCode.Refused);

    private static string Meaning(Refusal refusal) => refusal.Reason switch
    {
        RefusalReason.BadProof => $"the signature is not one for this chain, this runtime, this nonce and this era (bad proof); {TryAgain}",
        RefusalReason.Stale => "the nonce is used up (stale): something else commits with this hotkey at this moment; see with `reverse-proxy check` what stands there, then try again",
        RefusalReason.Future => "the nonce is too high (future): an extrinsic of this hotkey before it is missing; wait a minute and try again",
        RefusalReason.Payment => "the hotkey cannot pay for it (payment), though commitments cost nothing on Bittensor: check --network and --subtensor.chain_endpoint",
        RefusalReason.AncientBirthBlock => $"its era began too long ago for this node, which may be far ahead or behind (ancient birth block); {TryAgain}",
        RefusalReason.ExhaustsResources => "there is no room in the next block (exhausts resources); nothing was submitted; try again in a minute",
        RefusalReason.CallNotExpected => "the chain does not let this call be made at the moment (call not expected), as in its safe mode; try again later",
        RefusalReason.Custom => $"the chain has a reason of its own: {Custom(refusal.CustomCode)}",
        RefusalReason.BadFormat or RefusalReason.VerificationFailed =>
            $"its runtime cannot decode it, as when the runtime was upgraded at this moment; {TryAgain}, or a newer version of this program",
        RefusalReason.UnknownValidity => $"its runtime could not tell whether it is valid, as when it cannot decode it; {TryAgain}, or a newer version of this program",
        RefusalReason.TemporarilyBanned => "it was invalid so often that the node does not look at it for half an hour (temporarily banned); wait, or try another node",
        RefusalReason.PriorityTooLow => "another extrinsic of this hotkey with the same nonce waits already (priority too low); wait a minute and try again",
        RefusalReason.PoolFull => "too many extrinsics are waiting (pool full); nothing was submitted; try again in a minute, or another node",
        RefusalReason.Unactionable => $"the node can neither keep it nor pass it on (unactionable); {TryAgain}",
        RefusalReason.Cycle => $"it waits for itself (cycle); {TryAgain}",
        RefusalReason.BadSigner => "the hotkey may not sign (bad signer); check --wallet.name and --wallet.hotkey",
        RefusalReason.UnknownOrigin => $"no extension of the runtime authorises signed calls (unknown origin); {TryAgain}, or a newer version of this program",
        _ => TryAgain,
    };

    /// <summary>Subtensor's own numbers (its <c>CustomTransactionError</c>) that can concern a hotkey's call.</summary>
    private static string Custom(byte? code) => code switch
    {
        0 => "a swap of this key is under way (code 0); wait until it is done",
        3 => "there is no such subnet (code 3); check --netuid",
        4 => "the chain knows no account of this hotkey (code 4); register the hotkey on the subnet first",
        6 => "too often (code 6); wait some minutes",
        10 => "the hotkey is not registered on the subnet (code 10); register it first",
        21 => "a swap of this key is disputed (code 21)",
        null => "it gave no code; try again later",
        _ => $"code {code}; try again later",
    };
}
