namespace ReverseProxy.Backends;

/// <summary>Why a request gets no turn.</summary>
/// <param name="Code">A word for logs and the caller: <c>deadline</c> or <c>queue_full</c>.</param>
/// <param name="Estimate">When it could have been done, from now on.</param>
/// <param name="RetryAfter">When it is worth trying again.</param>
internal sealed record TurnRefusal(string Code, TimeSpan Estimate, TimeSpan RetryAfter);
