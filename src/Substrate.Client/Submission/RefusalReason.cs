namespace Substrate.Client.Submission;

/// <summary>Why a node did not take an extrinsic.</summary>
public enum RefusalReason
{
    /// <summary>For a reason that is not known here; see the message.</summary>
    Other,

    /// <summary>The bytes are no extrinsic (code 1001).</summary>
    BadFormat,

    /// <summary>The runtime failed while it looked at it, as it does over a call it cannot decode (code 1002).</summary>
    VerificationFailed,

    /// <summary>The call may not be made so.</summary>
    CallNotExpected,

    /// <summary>The signer cannot pay the fees.</summary>
    Payment,

    /// <summary>The nonce is too high.</summary>
    Future,

    /// <summary>The nonce is too low: one with this nonce was included already.</summary>
    Stale,

    /// <summary>The signature is not one of the signer for this chain, this runtime version, this nonce and this era.</summary>
    BadProof,

    /// <summary>The era began too long ago.</summary>
    AncientBirthBlock,

    /// <summary>There is no room for it in a block.</summary>
    ExhaustsResources,

    /// <summary>The chain has a reason of its own, told by a number.</summary>
    Custom,

    /// <summary>A call that blocks must contain failed.</summary>
    BadMandatory,

    /// <summary>The call can be made by block authors only.</summary>
    MandatoryValidation,

    /// <summary>The signer is not one that may sign.</summary>
    BadSigner,

    /// <summary>What is signed implicitly could not be worked out.</summary>
    IndeterminateImplicit,

    /// <summary>No extension authorised the extrinsic.</summary>
    UnknownOrigin,

    /// <summary>Whether it is valid could not be found out (code 1011).</summary>
    UnknownValidity,

    /// <summary>It was invalid so often that it is not looked at for a while (code 1012).</summary>
    TemporarilyBanned,

    /// <summary>The node has it already (code 1013).</summary>
    AlreadyImported,

    /// <summary>One with the same nonce waits and is to be preferred (code 1014).</summary>
    PriorityTooLow,

    /// <summary>It waits for itself (code 1015).</summary>
    Cycle,

    /// <summary>Too many are waiting (code 1016).</summary>
    PoolFull,

    /// <summary>It can neither be kept nor passed on (code 1018).</summary>
    Unactionable,
}
