namespace ReverseProxy.Forwarding;

/// <summary>How one try ended, and why in words.</summary>
internal readonly record struct TryResult(TryOutcome Outcome, string Reason = "");
