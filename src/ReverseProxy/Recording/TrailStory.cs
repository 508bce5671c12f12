using System.Globalization;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Recording;

/// <summary>Tells a trail in sentences.</summary>
internal static class TrailStory
{
    public static IReadOnlyList<string> Tell(Trail trail)
    {
        Verdict verdict = Verdicts.Of(trail.Verdict);
        List<string> lines =
        [
            $"Request {trail.Id}: {trail.Method} {trail.Path}, from {trail.Address} on {Time(trail)}.",
            Sender(trail),
            $"It was answered with {trail.Status} after {Milliseconds(trail.TotalMs)}: {Sentence(trail, verdict)}",
        ];
        if (verdict is { Remedy: { } remedy, Kind: not VerdictKind.Served })
        {
            lines.Add($"What to do: {remedy}.");
        }

        lines.Add(string.Empty);
        lines.AddRange(Check.Of(trail).Select(item => $"  {Word(item.Result),-8}  {item.Check.Name,-17}{Detail(item.Check, item.Result, trail)}".TrimEnd()));
        if (trail.TraceId is { } trace)
        {
            lines.Add(string.Empty);
            lines.Add($"Its trace is {trace}.");
        }

        return lines;
    }

    public static string Time(Trail trail) => trail.At.ToUniversalTime().ToString("yyyy-MM-dd 'at' HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    public static string Milliseconds(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.###} ms");

    private static string Sender(Trail trail) => trail switch
    {
        { Sender: null, SignedBy: { } text } => $"It claims to be signed by \"{text}\", which is no key.",
        { Sender: null } => "It names no sender.",
        { SenderClass: SenderClass.Known } => $"It is signed by {trail.Sender}, who is known here: allow-listed, or a validator.",
        { SenderClass: SenderClass.Other } => $"It is signed by {trail.Sender}, who is no known validator.",
        { SignatureMs: not null } => $"It is signed by {trail.Sender}.",
        { SenderClass: SenderClass.Claimed } => $"It claims to be signed by {trail.Sender}, who is known here; that was not verified.",
        _ => $"It claims to be signed by {trail.Sender}; that was not verified.",
    };

    private static string Sentence(Trail trail, Verdict verdict)
    {
        string policy = trail is { Verdict: "sender_not_allowed", Policy: not null } ? string.Empty : Because(trail.Explanation);
        string early = trail is { Verdict: "sender_not_allowed", SignatureMs: null } ? ", which was clear before its signature was looked at" : string.Empty;
        string rule = policy.Length == 0 && trail is { Verdict: "sender_not_allowed", Policy: { } name } ? $" The rule that says so is {name}." : string.Empty;

        // The code as recorded: a program that was set back reads what the newer one wrote.
        return $"{verdict.Meaning}{early} ({trail.Verdict}).{policy}{rule}";
    }

    private static string Because(string? explanation) =>
        string.IsNullOrEmpty(explanation) ? string.Empty : $" {char.ToUpperInvariant(explanation[0])}{explanation[1..].TrimEnd('.')}.";

    private static string Word(CheckResult result) => result switch
    {
        CheckResult.Passed => "passed",
        CheckResult.Ended => "ENDED",
        _ => "-",
    };

    private static string Detail(Check check, CheckResult result, Trail trail) => (check.Name, result) switch
    {
        (_, CheckResult.NotAsked) => string.Empty,
        ("route", _) => trail.Route ?? "none",
        ("receiver", _) => $"signed for {trail.SignedFor}",
        ("time", _) => $"timestamp {trail.Timestamp}",
        ("place", CheckResult.Passed) when trail.HeadersMs is { } at => $"after {Milliseconds(at)}",
        ("body", CheckResult.Passed) when trail.BodyMs is { } at => $"{trail.Bytes} bytes after {Milliseconds(at)}, SHA-256 {trail.BodySha256}",
        ("signature", CheckResult.Passed) when trail.SignatureMs is { } at => $"fits, after {Milliseconds(at)}",
        ("sender", CheckResult.Ended) when trail.Policy is { } policy => $"rule {policy}",
        ("used before", _) => $"uuid {trail.Uuid}{(trail.AcceptedMs is { } at ? $", accepted after {Milliseconds(at)}" : string.Empty)}",
        ("backend", _) => string.Create(
            CultureInfo.InvariantCulture, $"{trail.Server}: {Milliseconds(trail.BackendMs)}, of the answer {trail.AnswerBytes} bytes, queued {Milliseconds(trail.QueueMs)}"),
        _ => string.Empty,
    };
}
