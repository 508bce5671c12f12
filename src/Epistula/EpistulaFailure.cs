namespace Epistula;

/// <summary>
/// Why a request is refused. The order of the members is the order of the checks: of several faults the first counts,
/// and callers depend on that order.
/// </summary>
public enum EpistulaFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>There is no <c>Authorization</c> header.</summary>
    AuthorizationMissing,

    /// <summary>The <c>Authorization</c> header has no space between scheme and signature.</summary>
    AuthorizationMalformed,

    /// <summary>The scheme is not <c>Epistula</c>; the comparison is case-sensitive.</summary>
    SchemeInvalid,

    /// <summary><c>Epistula-Signature</c> differs from the signature in <c>Authorization</c>.</summary>
    SignatureConflict,

    /// <summary>The signature is empty.</summary>
    SignatureMissing,

    /// <summary>One of the required headers is absent or blank.</summary>
    HeadersMissing,

    /// <summary><c>signed_for</c> names somebody else.</summary>
    ReceiverMismatch,

    /// <summary>The timestamp is not a decimal integer of at most 20 ASCII digits.</summary>
    TimestampInvalid,

    /// <summary>The timestamp is older than the tolerated age.</summary>
    TimestampStale,

    /// <summary>The timestamp lies further ahead than tolerated.</summary>
    TimestampInFuture,

    /// <summary><c>signed_by</c> is no usable public key.</summary>
    SenderInvalid,

    /// <summary>The signature is not hex of 64 bytes.</summary>
    SignatureMalformed,

    /// <summary>The signature does not verify.</summary>
    SignatureWrong,

    /// <summary>The sender is authentic but not admitted.</summary>
    SenderNotAllowed,

    /// <summary>The same signed request was accepted before.</summary>
    Replayed,
}
