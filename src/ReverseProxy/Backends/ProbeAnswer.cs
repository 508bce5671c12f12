namespace ReverseProxy.Backends;

/// <summary>What a server said when it was asked whether it is well.</summary>
/// <param name="Fault">What is wrong; null where nothing is.</param>
/// <param name="Queue">How many jobs wait there; null where it does not say.</param>
/// <param name="Refused">Whether nothing listens there.</param>
internal readonly record struct ProbeAnswer(string? Fault = null, long? Queue = null, bool Refused = false);
