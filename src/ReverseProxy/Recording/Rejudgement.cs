namespace ReverseProxy.Recording;

/// <summary>What a recorded request would come to now.</summary>
/// <param name="Verdict">The verdict's code.</param>
/// <param name="Reason">Why, where something is to be said of it.</param>
/// <param name="AsRecorded">What could not be asked again, so that its recorded result was taken.</param>
internal sealed record Rejudgement(string Verdict, string? Reason, IReadOnlyList<string> AsRecorded);
