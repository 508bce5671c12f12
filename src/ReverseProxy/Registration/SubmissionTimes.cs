namespace ReverseProxy.Registration;

/// <summary>How patient to be with a submitted extrinsic.</summary>
internal sealed record SubmissionTimes
{
    /// <summary>
    /// How long the node may say nothing final before the finalized blocks are looked through, too: a node behind a balancer may stop
    /// telling while its connection lives on.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For how long an extrinsic is looked for after contact was lost.</summary>
    public TimeSpan Search { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The pause between two looks: half a block.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(6);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
