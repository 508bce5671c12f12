namespace ReverseProxy.Telemetry;

/// <summary>What became of a request.</summary>
/// <param name="Code">Its name in logs, metrics and records.</param>
/// <param name="Kind">What it means to the operator.</param>
/// <param name="Meaning">The same in a sentence, without an end.</param>
/// <param name="Remedy">What the operator may do about it; null where there is nothing to do.</param>
internal sealed record Verdict(string Code, VerdictKind Kind, string Meaning, string? Remedy = null)
{
    /// <summary>The kind's name in logs, metrics and records.</summary>
    public string KindName { get; } = Kind switch
    {
        VerdictKind.Served => "served",
        VerdictKind.Refused => "refused",
        VerdictKind.Failed => "failed",
        _ => "gone",
    };
}
