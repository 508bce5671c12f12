namespace ReverseProxy.Backends;

/// <summary>What became of an application: a turn, or a refusal, or neither where no server can be used now.</summary>
internal readonly record struct Admission(Turn? Turn, TurnRefusal? Refusal);
