namespace ReverseProxy.Gating;

/// <summary>Whether a sender comes in. Sets of rules are bits, by <see cref="PolicyKind"/>.</summary>
/// <param name="Admitted">Whether he does.</param>
/// <param name="Known">Whether he is one of those who come first: allow-listed, or a validator of the subnet.</param>
/// <param name="Reason">The name of the rule that refused him; null where he was admitted.</param>
/// <param name="WouldRefuse">The rules that only warn and would have refused him.</param>
/// <param name="Judged">The rules that asked the subnet's state and had one to judge by.</param>
/// <param name="Unknown">The rules that had none, or one that they no longer believe.</param>
internal readonly record struct GateDecision(bool Admitted, bool Known, string? Reason, int WouldRefuse = 0, int Judged = 0, int Unknown = 0);
