namespace Substrate.Client.JsonRpc;

/// <summary>How a call to a node failed.</summary>
public enum JsonRpcFailure
{
    /// <summary>The node answered with an error.</summary>
    Refused,

    /// <summary>No endpoint could be reached.</summary>
    NotConnected,

    /// <summary>The connection broke before the answer came. The call had no effect, or none that matters.</summary>
    ConnectionLost,

    /// <summary>The answer did not come in time. The call had no effect, or none that matters.</summary>
    TimedOut,

    /// <summary>The call has an effect, was sent, and its answer never came: it may have happened or not.</summary>
    OutcomeUnknown,

    /// <summary>A message was larger than allowed.</summary>
    MessageTooLarge,

    /// <summary>The answer is not what the method answers with.</summary>
    Malformed,
}
