namespace ReverseProxy.Gating;

/// <summary>The subnet's state came, or did not, in a way that it cannot be used; the message says why.</summary>
internal sealed class SubnetException(string message) : Exception(message);
