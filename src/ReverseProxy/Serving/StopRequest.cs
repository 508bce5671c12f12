namespace ReverseProxy.Serving;

/// <summary>Somebody inside the program asks it to stop, as SIGTERM does from outside.</summary>
internal sealed class StopRequest
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Asked => _asked.Task;

    public void Set() => _asked.TrySetResult();
}
