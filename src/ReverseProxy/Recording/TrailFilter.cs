using System.Globalization;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Recording;

/// <summary>Which trails somebody wants to see; what is null is not asked.</summary>
/// <param name="Route">A route's pattern, or a path.</param>
/// <param name="Sender">The sender's hotkey, or the beginning of it.</param>
/// <param name="Status">A status, or its first digit and "xx".</param>
/// <param name="NotServed">Only those that were not answered as they should be.</param>
internal sealed record TrailFilter(string? Route, string? Sender, string? Status, bool NotServed)
{
    public static bool IsStatus(string text) =>
        text.Length == 3 && text[0] is >= '1' and <= '5' && (text[1..] is "xx" || text.All(char.IsAsciiDigit));

    public bool Matches(Trail trail) =>
        (Route is null || trail.Route == Route || trail.Path == Route)
        && (Sender is null || (trail.Sender?.StartsWith(Sender, StringComparison.Ordinal) ?? false))
        && (Status is null || (Status.EndsWith("xx", StringComparison.Ordinal) ? trail.Status / 100 == Status[0] - '0' : Status == trail.Status.ToString(CultureInfo.InvariantCulture)))
        && (!NotServed || Verdicts.Of(trail.Verdict).Kind is not VerdictKind.Served);
}
