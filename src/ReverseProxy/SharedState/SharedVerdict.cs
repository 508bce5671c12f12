namespace ReverseProxy.SharedState;

/// <summary>What the shared store says of a request; the default says nothing against it.</summary>
/// <param name="Used">Whether another replica accepted the request before.</param>
/// <param name="Wait">How long until the sender's shared budget has a token; zero where it had one.</param>
internal readonly record struct SharedVerdict(bool Used, TimeSpan Wait);
