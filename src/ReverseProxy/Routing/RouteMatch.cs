namespace ReverseProxy.Routing;

/// <summary>What the table says of a request line.</summary>
/// <param name="Route">The route, where path and method match.</param>
/// <param name="Allow">The methods allowed, where only the path matches.</param>
internal readonly record struct RouteMatch(Route? Route, string? Allow);
