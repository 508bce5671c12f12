namespace ReverseProxy.Tests.Support;

/// <summary>Where a backend breaks a connection off.</summary>
public enum FaultPhase
{
    None,
    AfterAccept,
    AfterHead,
    InBody,
    AfterBody,
    InAnswerHead,
    InAnswer,
}
