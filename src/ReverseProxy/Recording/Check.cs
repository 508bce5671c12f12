namespace ReverseProxy.Recording;

/// <summary>One of the questions that a request is asked, with the verdicts by which it ends there.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Verdicts">The codes by which a request ends at this question.</param>
/// <param name="OfSigned">Whether only routes that ask for a signature ask it.</param>
internal sealed record Check(string Name, IReadOnlyList<string> Verdicts, bool OfSigned = false)
{
    /// <summary>All of them, in the order in which they are asked.</summary>
    public static IReadOnlyList<Check> All { get; } =
    [
        new("route", ["no_route", "method_not_allowed", "preflight"]),
        new("address", ["limit_address_rate", "limit_address_failures"]),
        new("headers", ["authorization_missing", "authorization_malformed", "scheme_invalid", "signature_conflict", "signature_missing", "headers_missing"], OfSigned: true),
        new("receiver", ["receiver_mismatch"], OfSigned: true),
        new("time", ["timestamp_invalid", "timestamp_stale", "timestamp_in_future"], OfSigned: true),
        new("sender's key", ["sender_invalid"], OfSigned: true),
        new("signature's form", ["signature_malformed"], OfSigned: true),
        new("place", ["limit_address_concurrency", "limit_concurrency"]),
        new("body", ["body_too_large", "storage_full", "bad_request"]),
        new("signature", ["signature_wrong"], OfSigned: true),
        new("sender", ["sender_not_allowed"], OfSigned: true),
        new("budget", ["limit_sender_rate", "limit_sender_concurrency"], OfSigned: true),
        new("used before", ["replayed", "replay_store_full"], OfSigned: true),
        new("turn", ["refused_deadline", "refused_queue_full"]),
        new("backend", ["backend_unreachable", "backend_silent", "backend_late", "backend_unwell", "backend_broke_off"]),
    ];

    /// <summary>The questions that a request was asked, each with its result; those after the one where it ended were not asked.</summary>
    public static IReadOnlyList<(Check Check, CheckResult Result)> Of(Trail trail)
    {
        Check[] asked = [.. All.Where(check => IsAsked(check, trail))];
        int end = Array.FindIndex(asked, check => check.Verdicts.Contains(trail.Verdict));
        return [.. asked.Select((check, index) => (check, ResultOf(check, index, end, trail)))];
    }

    // Endpoints of our own that answer everybody ask nothing beyond the route: they pass no stage.
    private static bool IsAsked(Check check, Trail trail) => check switch
    {
        { Name: "route" } => true,
        { Name: "turn" or "backend" } => trail.ForwardedMs is not null || trail.Verdict.StartsWith("backend_", StringComparison.Ordinal) || check.Verdicts.Contains(trail.Verdict),
        { OfSigned: true } => trail.Signed,
        _ => trail.Signed || trail.HeadersMs is not null || check.Verdicts.Contains(trail.Verdict),
    };

    private static CheckResult ResultOf(Check check, int index, int end, Trail trail)
    {
        if (end >= 0)
        {
            return index < end ? CheckResult.Passed : index == end ? CheckResult.Ended : CheckResult.NotAsked;
        }

        // It ended between questions: the caller hung up, or we failed. How far it came is what its times tell.
        bool passed = trail.Verdict is "accepted" or "public" || check.Name switch
        {
            "turn" => trail.ForwardedMs is not null,
            "backend" => false,
            "budget" or "used before" => trail.AcceptedMs is not null,
            "signature" or "sender" => trail.SignatureMs is not null,
            "body" => trail.BodyMs is not null,
            "route" => trail.Route is not null,
            _ => trail.HeadersMs is not null,
        };
        return passed ? CheckResult.Passed : CheckResult.NotAsked;
    }
}
