using System.Collections.Frozen;
using Epistula;

namespace ReverseProxy.Telemetry;

/// <summary>Every verdict there is. Metrics take their labels from here, so the list bounds them.</summary>
internal static class Verdicts
{
    /// <summary>For a code that is not listed: a fault of ours, which a test finds.</summary>
    public static Verdict Other { get; } = new("other", VerdictKind.Failed, "something happened that has no name yet");

    public static IReadOnlyList<Verdict> All { get; } =
    [
        new("accepted", VerdictKind.Served, "its signature was right and its sender is admitted"),
        new("public", VerdictKind.Served, "it asked for something that is answered to everybody"),
        new("preflight", VerdictKind.Served, "it was a browser's question whether it may call from another origin"),
        .. EpistulaFailures.All.Select(failure => new Verdict(failure.Code(), VerdictKind.Refused, Meaning(failure), Remedy(failure))),
        new("no_route", VerdictKind.Refused, "there is no such path", "if a validator asks for it, add it to routes, or set route_preset"),
        new("method_not_allowed", VerdictKind.Refused, "the path exists, but not for this method", "if a validator asks so, name the method in routes"),
        new("bad_request", VerdictKind.Refused, "its body came too slowly, broke off, or was wrongly framed", "if it is a validator's, look at the network between you"),
        new("body_too_large", VerdictKind.Refused, "its body is longer than is accepted", "raise server.max_request_size if such jobs are real"),
        new("limit_address_rate", VerdictKind.Refused, "its address asked too often", "raise limits.requests_per_minute, or allow the sender by name"),
        new("limit_address_failures", VerdictKind.Refused, "its address had sent too many wrong signatures", "look who signs wrongly behind that address; limits.failures_per_minute is the bound"),
        new("limit_address_concurrency", VerdictKind.Refused, "too many unverified requests of its address were under way", "allow the sender by name if it is a validator"),
        new("limit_concurrency", VerdictKind.Refused, "too many requests were being served", "raise limits.concurrent or limits.concurrent_unknown, or add backends"),
        new("limit_sender_rate", VerdictKind.Refused, "its sender had used up the budget", "raise limits.sender_requests_per_minute or limits.known_sender_requests_per_minute"),
        new("limit_sender_concurrency", VerdictKind.Refused, "too many requests of its sender were being served", "raise limits.concurrent_per_sender"),
        new("storage_full", VerdictKind.Failed, "there was no room for its body on the disk", "make room where server.temp_dir lies"),
        new("replay_store_full", VerdictKind.Failed, "no further request can be remembered, so none may be accepted", "raise auth.replay_capacity"),
        new("backend_unreachable", VerdictKind.Failed, "the backend could not be reached, or its answer could not be used", "start the backend, or correct its address under services"),
        new("backend_silent", VerdictKind.Failed, "the backend took the request and was silent for too long", "look at the backend; services.request_timeout is how long we wait"),
        new("backend_late", VerdictKind.Failed, "no backend had answered by the caller's deadline", "look at the backend; the route's deadline says when the caller gives up"),
        new("backend_unwell", VerdictKind.Failed, "no server of its pool was well", "`/status?verbose` says of each server what is wrong with it"),
        new("refused_deadline", VerdictKind.Refused, "it could not have been done before its caller's deadline", "add servers to the pool, or look why jobs take long"),
        new("refused_queue_full", VerdictKind.Refused, "the line of its pool was full", "add servers to the pool, or lengthen its queue"),
        new("backend_broke_off", VerdictKind.Failed, "the backend broke off in the middle of its answer", "look at the backend's own log at that time"),
        new("internal_error", VerdictKind.Failed, "the proxy itself failed", "report it with the lines of the log that bear its id"),
        new("client_gone", VerdictKind.Gone, "the caller hung up before it was answered", "if it is a validator's, see how long the backend took"),
    ];

    private static FrozenDictionary<string, Verdict> ByCode { get; } = All.ToFrozenDictionary(verdict => verdict.Code);

    /// <summary>The verdict of a code.</summary>
    public static Verdict Of(string code) => ByCode.GetValueOrDefault(code, Other);

    private static string Meaning(EpistulaFailure failure) => failure switch
    {
        EpistulaFailure.AuthorizationMissing => "it bears no signature at all: there is no Authorization header",
        EpistulaFailure.AuthorizationMalformed => "its Authorization header has no space between scheme and signature",
        EpistulaFailure.SchemeInvalid => "the scheme of its Authorization header is not Epistula",
        EpistulaFailure.SignatureConflict => "two headers bear two different signatures",
        EpistulaFailure.SignatureMissing => "its signature is empty",
        EpistulaFailure.HeadersMissing => "one of the headers that are signed with it is missing",
        EpistulaFailure.ReceiverMismatch => "it is signed for another miner",
        EpistulaFailure.TimestampInvalid => "its timestamp is no number",
        EpistulaFailure.TimestampStale => "it was signed too long ago",
        EpistulaFailure.TimestampInFuture => "it is dated too far ahead",
        EpistulaFailure.SenderInvalid => "the sender it names is no usable key",
        EpistulaFailure.SignatureMalformed => "its signature is not 64 bytes of hex",
        EpistulaFailure.SignatureWrong => "its signature does not fit what arrived",
        EpistulaFailure.SenderNotAllowed => "its sender is authentic but not admitted",
        EpistulaFailure.Replayed => "the same signed request had been accepted before",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, null),
    };

    private static string? Remedy(EpistulaFailure failure) => failure switch
    {
        EpistulaFailure.ReceiverMismatch => "if it is a validator's, compare auth.miner_hotkey with the hotkey that is registered",
        EpistulaFailure.TimestampStale or EpistulaFailure.TimestampInFuture => "if it is a validator's, set your clock by NTP; auth.allowed_delta_ms and auth.allowed_future_ms are the bounds",
        EpistulaFailure.SignatureWrong => "if it is a validator's, something between you changes bodies: a CDN that drops the body of a GET does",
        EpistulaFailure.SenderNotAllowed => "if it is a validator's, `reverse-proxy senders allow` its hotkey, or change auth.policies",
        EpistulaFailure.Replayed => "if it is a validator's, it sent one request twice; each must be signed anew",
        _ => null,
    };
}
