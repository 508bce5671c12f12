namespace Substrate.Client.Submission;

/// <summary>What a node says about an extrinsic it was given and watches.</summary>
public enum TransactionState
{
    /// <summary>Waits for an extrinsic of the same signer with a smaller nonce.</summary>
    Future,

    /// <summary>Waits for its block.</summary>
    Ready,

    /// <summary>Was passed on to other nodes.</summary>
    Broadcast,

    /// <summary>Is in a block that can still vanish; can happen again in another one.</summary>
    InBlock,

    /// <summary>Its block vanished; it waits again.</summary>
    Retracted,

    /// <summary>Its block was not finalized for so long that the node stops watching.</summary>
    FinalityTimeout,

    /// <summary>Its block is final.</summary>
    Finalized,

    /// <summary>Another extrinsic of the same signer with the same nonce took its place.</summary>
    Usurped,

    /// <summary>Was thrown out because too many are waiting.</summary>
    Dropped,

    /// <summary>Can never be included any more.</summary>
    Invalid,
}
