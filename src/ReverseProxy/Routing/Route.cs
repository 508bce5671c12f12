using ReverseProxy.Forwarding;

namespace ReverseProxy.Routing;

/// <summary>One way in: a pattern, its methods, and what answers it.</summary>
/// <param name="Pattern">The path.</param>
/// <param name="Methods">HTTP methods, upper case.</param>
/// <param name="Target">What answers.</param>
/// <param name="Signed">Whether the request must be signed.</param>
/// <param name="Plan">Where it is forwarded to, for <see cref="RouteTarget.Backend"/>.</param>
internal sealed record Route(RoutePattern Pattern, IReadOnlyList<string> Methods, RouteTarget Target, bool Signed, ForwardingPlan? Plan = null)
{
    /// <summary>The value of <c>Allow</c> in a 405.</summary>
    public string Allow { get; } = string.Join(", ", Methods);
}
