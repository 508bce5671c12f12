namespace ReverseProxy.Routing;

/// <summary>What answers a route.</summary>
internal enum RouteTarget
{
    Root,
    Status,
    Check,
    Capacity,
    Backend,
}
