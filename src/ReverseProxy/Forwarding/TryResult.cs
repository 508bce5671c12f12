using System.Globalization;

namespace ReverseProxy.Forwarding;

/// <summary>How one try ended, and why in words.</summary>
internal readonly record struct TryResult(TryOutcome Outcome, string Reason = "")
{
    public static TryResult CallerGone { get; } = new(TryOutcome.CallerGone, "the caller hung up before the backend had answered");

    public static TryResult OutOfTime(Attempt attempt) =>
        new(TryOutcome.OutOfTime, attempt.Sent ? "it has the request and has not answered" : "it has not taken the request");

    public static TryResult Silent(TimeSpan time) =>
        new(TryOutcome.Silent, string.Create(CultureInfo.InvariantCulture, $"the backend was silent for {time.TotalSeconds} s"));

    public static TryResult Corrupt(string? encoding) => new(TryOutcome.Corrupt, $"its answer says Content-Encoding: {encoding} and cannot be decoded");
}
