using ReverseProxy.CommandLine;
using Substrate.Client.Events;
using Substrate.Client.Submission;

namespace ReverseProxy.Registration;

/// <summary>What it means that a submitted commitment did not succeed, and what to do.</summary>
internal static class OutcomeText
{
    private const string See = "see with `reverse-proxy check` before you try again";

    /// <summary>The line and the exit code.</summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="death">The first block that may not include it any more.</param>
    public static CommandException Of(SubmissionOutcome outcome, ulong death) => outcome.Result switch
    {
        SubmissionResult.Refused when outcome.Refusal is not null => RefusalText.Of(outcome.Refusal),
        SubmissionResult.CallFailed when outcome.Error is not null => OfCall(outcome, outcome.Error),
        SubmissionResult.Invalid => Refused($"it became invalid before it was included, so nothing was changed{Because(outcome)}; try again"),
        SubmissionResult.Usurped => Refused(
            $"another extrinsic of this hotkey with the same nonce took its place, so this one changed nothing: something else commits with this hotkey; {See}"),
        SubmissionResult.Expired => new($"no block included it before block {death}, and none will: nothing was changed; try again", ExitCode.Refused),
        SubmissionResult.Dropped => Unknown($"the node threw it out because too many wait; another node may still include it {Until(death)}; {See}"),
        SubmissionResult.FinalityTimeout => Unknown(
            $"it is in block {outcome.Block}, which was not finalized in time: the chain has trouble, and the block may stay or vanish; {See}"),
        _ => Unknown($"contact was lost after it was sent{Because(outcome)}; it may still be included {Until(death)}; {See}"),
    };

    /// <summary>What to say of an extrinsic that nobody waits for any longer.</summary>
    public static string Until(ulong death) => $"until block {death} (25 minutes after it was signed, at most)";

    private static CommandException OfCall(SubmissionOutcome outcome, DispatchError error)
    {
        string where = $"it was included in block {outcome.BlockNumber} ({outcome.Block}), where it failed: {error}";
        return error.Name switch
        {
            "AccountNotAllowedCommit" => new(
                $"{where}; the hotkey is not registered on this subnet: register it first (btcli subnet register), or check --netuid, --wallet.name and --wallet.hotkey",
                ExitCode.NotRegistered),
            "CommitmentSetRateLimitExceeded" => new($"{where}; the hotkey has committed too recently: wait for the interval to pass (100 blocks are 20 minutes) and try again", ExitCode.LimitReached),
            "SpaceLimitExceeded" => new($"{where}; the hotkey has used up its space for this epoch: wait for the next (72 minutes at most) and try again", ExitCode.LimitReached),
            "TooManyFieldsInCommitmentInfo" => new($"{where}; this runtime takes fewer fields than one: a newer version of this program is needed", ExitCode.Failed),
            _ => new($"{where}; nothing was changed", ExitCode.Failed),
        };
    }

    private static CommandException Refused(string line) => new(line, ExitCode.Refused);

    private static CommandException Unknown(string line) => new(line, ExitCode.Unknown);

    private static string Because(SubmissionOutcome outcome) => outcome.Detail is null ? "" : $" ({outcome.Detail})";
}
