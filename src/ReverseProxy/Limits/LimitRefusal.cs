namespace ReverseProxy.Limits;

/// <summary>A request that a limit refuses.</summary>
/// <param name="Status">429 where the caller does too much, 503 where everybody together does.</param>
/// <param name="Code">The limit's name, for logs, metrics and the caller.</param>
/// <param name="RetryAfter">When it is worth trying again.</param>
internal readonly record struct LimitRefusal(int Status, string Code, TimeSpan RetryAfter);
