using System.Collections.Immutable;
using Substrate.Client.Events;
using Substrate.Client.Extrinsics;

namespace Substrate.Client.Submission;

/// <summary>What became of a submitted extrinsic.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Extrinsic">The extrinsic.</param>
public sealed record SubmissionOutcome(SubmissionResult Result, SignedExtrinsic Extrinsic)
{
    /// <summary>True where it is in a finalized block and its call was carried out.</summary>
    public bool Succeeded => Result == SubmissionResult.Succeeded;

    /// <summary>The block it is in; null where it is in none that is known.</summary>
    public Hash256? Block { get; init; }

    /// <summary>The number of that block, where it was looked at.</summary>
    public ulong? BlockNumber { get; init; }

    /// <summary>Its position in that block, where it was looked at.</summary>
    public uint? Index { get; init; }

    /// <summary>The events it led to, where the block was looked at.</summary>
    public ImmutableArray<EventRecord> Events { get; init; } = [];

    /// <summary>Why its call failed, for <see cref="SubmissionResult.CallFailed"/>.</summary>
    public DispatchError? Error { get; init; }

    /// <summary>Why the node did not take it, for <see cref="SubmissionResult.Refused"/>.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What else is known: what the node said, how contact was lost.</summary>
    public string? Detail { get; init; }

    /// <summary>What happened, in one sentence.</summary>
    public override string ToString() => Result switch
    {
        SubmissionResult.Succeeded => $"finalized in block {BlockNumber} ({Block})",
        SubmissionResult.CallFailed => $"included in block {BlockNumber} ({Block}), where the call failed: {Error}",
        SubmissionResult.Refused => $"the node refused it: {Refusal}",
        SubmissionResult.Invalid => $"it became invalid before it was included{Because}",
        SubmissionResult.Dropped => $"the node threw it out because too many wait{Because}",
        SubmissionResult.Usurped => $"another extrinsic with nonce {Extrinsic.Context.Nonce} took its place{Because}",
        SubmissionResult.FinalityTimeout => $"included in block {Block}, which was not finalized in time",
        SubmissionResult.Expired => $"its era ended without it{Because}",
        _ => $"it is not known whether it was included{Because}",
    };

    private string Because => Detail is null ? "" : $": {Detail}";
}
