namespace ReverseProxy.Gating;

/// <summary>Whether a sender comes in.</summary>
/// <param name="Admitted">Whether he does.</param>
/// <param name="Known">Whether he is one of those who come first: allow-listed, or a validator of the subnet.</param>
/// <param name="Reason">The name of the rule that refused him; null where he was admitted.</param>
internal readonly record struct GateDecision(bool Admitted, bool Known, string? Reason);
