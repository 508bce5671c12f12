using System.Globalization;

namespace ReverseProxy.Recording;

/// <summary>A trail on one line, as <c>tail</c> shows it.</summary>
internal static class TrailLine
{
    public static string Of(Trail trail) => string.Create(
        CultureInfo.InvariantCulture,
        $"{trail.At.ToLocalTime():HH:mm:ss.fff} {trail.Status} {trail.Verdict,-20} {trail.Method} {trail.Route ?? trail.Path} id={trail.Id} sender={trail.Sender ?? "-"}{Unverified(trail)} from={trail.Address} total={trail.TotalMs:0.0}ms backend={trail.BackendMs:0.0}ms{(trail.Explanation is null ? string.Empty : ": " + trail.Explanation)}");

    private static string Unverified(Trail trail) => trail is { Sender: not null, SignatureMs: null, Signed: true } ? "?" : string.Empty;
}
