namespace Epistula;

/// <summary>The texts, codes and HTTP statuses of the refusals.</summary>
public static class EpistulaFailures
{
    /// <summary>Every refusal, in the order of the checks.</summary>
    public static IReadOnlyList<EpistulaFailure> All { get; } = [.. Enum.GetValues<EpistulaFailure>().Skip(1)];

    /// <summary>The text that the caller reads in <c>{"detail": …}</c>. Callers match on these texts: they never change.</summary>
    public static string Detail(this EpistulaFailure failure) => failure switch
    {
        EpistulaFailure.AuthorizationMissing => "Authorization header required",
        EpistulaFailure.AuthorizationMalformed => "Invalid authorization header format",
        EpistulaFailure.SchemeInvalid => "Invalid authorization scheme",
        EpistulaFailure.SignatureConflict => "Authorization signature mismatch",
        EpistulaFailure.SignatureMissing => "Missing Epistula authentication signature",
        EpistulaFailure.HeadersMissing => "Missing Epistula authentication headers",
        EpistulaFailure.ReceiverMismatch => "Invalid signed_for address",
        EpistulaFailure.TimestampInvalid => "Invalid Timestamp",
        EpistulaFailure.TimestampStale => "Request is too stale",
        EpistulaFailure.TimestampInFuture => "Request is too far in the future",
        EpistulaFailure.SenderInvalid => "Invalid Keypair",
        EpistulaFailure.SignatureMalformed => "Invalid Signature Format",
        EpistulaFailure.SignatureWrong => "Signature Mismatch",
        EpistulaFailure.SenderNotAllowed => "Sender not allowed",
        EpistulaFailure.Replayed => "Request already used",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, null),
    };

    /// <summary>A short, stable name for logs and metrics, in snake case.</summary>
    public static string Code(this EpistulaFailure failure) => failure switch
    {
        EpistulaFailure.None => "accepted",
        EpistulaFailure.AuthorizationMissing => "authorization_missing",
        EpistulaFailure.AuthorizationMalformed => "authorization_malformed",
        EpistulaFailure.SchemeInvalid => "scheme_invalid",
        EpistulaFailure.SignatureConflict => "signature_conflict",
        EpistulaFailure.SignatureMissing => "signature_missing",
        EpistulaFailure.HeadersMissing => "headers_missing",
        EpistulaFailure.ReceiverMismatch => "receiver_mismatch",
        EpistulaFailure.TimestampInvalid => "timestamp_invalid",
        EpistulaFailure.TimestampStale => "timestamp_stale",
        EpistulaFailure.TimestampInFuture => "timestamp_in_future",
        EpistulaFailure.SenderInvalid => "sender_invalid",
        EpistulaFailure.SignatureMalformed => "signature_malformed",
        EpistulaFailure.SignatureWrong => "signature_wrong",
        EpistulaFailure.SenderNotAllowed => "sender_not_allowed",
        EpistulaFailure.Replayed => "replayed",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, null),
    };

    /// <summary>The HTTP status: 403 where the sender is authentic but not admitted, else 401.</summary>
    public static int StatusCode(this EpistulaFailure failure) => failure is EpistulaFailure.SenderNotAllowed ? 403 : 401;
}
