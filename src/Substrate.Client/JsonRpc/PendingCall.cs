namespace Substrate.Client.JsonRpc;

/// <summary>A call on its way.</summary>
internal sealed class PendingCall(long id, JsonRpcRequest request, JsonRpcSubscription? subscription)
{
    // Completed with an error rather than failed by one: nobody may be waiting any more.
    private readonly TaskCompletionSource<JsonRpcAnswer> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Id => id;

    public JsonRpcRequest Request => request;

    /// <summary>Where notifications go, for a call that subscribes.</summary>
    public JsonRpcSubscription? Subscription => subscription;

    /// <summary>Set before the first byte is sent: from then on the node may have the call.</summary>
    public bool WasSent { get; set; }

    /// <summary>The calls that were sent in the same message; null for a call of its own.</summary>
    public IReadOnlyList<PendingCall>? Batch { get; set; }

    public Task<JsonRpcAnswer> Completion => _completion.Task;

    public void Complete(JsonRpcAnswer answer) => _completion.TrySetResult(answer);

    /// <summary>The connection ended.</summary>
    public void Lose(string why) => Complete(new JsonRpcAnswer(Failed(JsonRpcFailure.ConnectionLost, why)));

    /// <summary>The answer did not come in time.</summary>
    public JsonRpcException Late(TimeSpan limit) => Failed(JsonRpcFailure.TimedOut, $"no answer came within {limit.TotalSeconds:0.###} s");

    private JsonRpcException Failed(JsonRpcFailure failure, string why) => WasSent && !request.IsRepeatable
        ? new(JsonRpcFailure.OutcomeUnknown, $"{request.Method} was sent, and {why}: it may have happened or not") { WasSent = true }
        : new(failure, $"{request.Method} was not answered: {why}") { WasSent = WasSent };
}
