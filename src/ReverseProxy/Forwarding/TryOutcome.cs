namespace ReverseProxy.Forwarding;

/// <summary>How one try to deliver a request ended.</summary>
internal enum TryOutcome
{
    /// <summary>The server's answer is on its way to the caller.</summary>
    Answered,

    /// <summary>The caller hung up.</summary>
    CallerGone,

    /// <summary>The caller's deadline passed.</summary>
    OutOfTime,

    /// <summary>Nothing of the request reached the server.</summary>
    NotSent,

    /// <summary>It may have reached the server, and there is no answer.</summary>
    NoAnswer,

    /// <summary>It reached the server, which was silent for too long.</summary>
    Silent,

    /// <summary>The answer is whole and cannot be decoded.</summary>
    Corrupt,

    /// <summary>The answer broke off when the caller had seen its beginning.</summary>
    BrokeOff,
}
