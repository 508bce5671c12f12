namespace FakeNode.Pool;

/// <summary>What happens to an extrinsic after the pool took it, and what its watchers are told.</summary>
public enum WatchStep
{
    Future,
    Ready,
    Broadcast,

    /// <summary>A block is made that includes it.</summary>
    Include,

    /// <summary>The newest block, which includes it, vanishes.</summary>
    Retract,

    /// <summary>The newest block becomes final.</summary>
    Finalize,

    FinalityTimeout,
    Usurped,
    Dropped,
    Invalid,

    /// <summary>A state that no client has heard of.</summary>
    Unheard,

    /// <summary>The connections break.</summary>
    Break,

    /// <summary>The node falls silent and keeps its connections open.</summary>
    FallSilent,
}
