namespace Substrate.Client.JsonRpc;

/// <summary>What became of one call of a batch: an answer, or the node's error.</summary>
public readonly struct JsonRpcAnswer
{
    private readonly JsonRpcResult _result;

    internal JsonRpcAnswer(JsonRpcResult result) => _result = result;

    internal JsonRpcAnswer(JsonRpcException error) => Error = error;

    /// <summary>The node's error; null where there is an answer.</summary>
    public JsonRpcException? Error { get; }

    /// <summary>The answer.</summary>
    /// <exception cref="JsonRpcException">The node answered with an error.</exception>
    public JsonRpcResult Result => Error is null ? _result : throw Error;
}
