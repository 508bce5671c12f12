using System.Globalization;

namespace ReverseProxy.Clock;

/// <summary>How moments are written for operators: UTC to the millisecond, in the form that sorts.</summary>
internal static class UtcText
{
    public static string ToUtcText(this DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
