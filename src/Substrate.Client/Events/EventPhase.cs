namespace Substrate.Client.Events;

/// <summary>What was going on in a block when an event was emitted.</summary>
public enum EventPhase
{
    /// <summary>An extrinsic was applied.</summary>
    ApplyExtrinsic,

    /// <summary>The block was finished.</summary>
    Finalization,

    /// <summary>The block was begun.</summary>
    Initialization,
}
