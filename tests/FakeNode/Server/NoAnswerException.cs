namespace FakeNode.Server;

/// <summary>Thrown where a call is to stay without an answer.</summary>
public sealed class NoAnswerException : Exception;
