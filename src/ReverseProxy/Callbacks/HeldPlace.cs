using ReverseProxy.Backends;

namespace ReverseProxy.Callbacks;

/// <summary>The place at a server that a job takes until its result comes.</summary>
internal sealed record HeldPlace(BackendPool Pool, Turn Turn);
