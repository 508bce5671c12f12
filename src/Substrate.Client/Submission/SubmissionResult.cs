namespace Substrate.Client.Submission;

/// <summary>How the submission of an extrinsic ended.</summary>
public enum SubmissionResult
{
    /// <summary>It is in a finalized block and its call was carried out.</summary>
    Succeeded,

    /// <summary>It is in a finalized block and its call failed: the nonce is used up, and fees may have been taken.</summary>
    CallFailed,

    /// <summary>The node did not take it: nothing happened.</summary>
    Refused,

    /// <summary>It was taken and became invalid before it was included: nothing happened.</summary>
    Invalid,

    /// <summary>It was taken and thrown out because too many waited: this node will not include it, another may.</summary>
    Dropped,

    /// <summary>Another extrinsic of the same signer with the same nonce took its place: nothing happened.</summary>
    Usurped,

    /// <summary>It is in a block that was not finalized for so long that the node stopped watching.</summary>
    FinalityTimeout,

    /// <summary>Its era has ended without it: nothing happened and nothing will.</summary>
    Expired,

    /// <summary>It was sent and contact was lost: it may be included or not. Look for it before sending another.</summary>
    Unknown,
}
