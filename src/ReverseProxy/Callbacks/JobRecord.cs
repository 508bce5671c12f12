using System.Text.Json;
using ReverseProxy.Configuration;
using ReverseProxy.Orchestrator;

namespace ReverseProxy.Callbacks;

/// <summary>
/// Whether the subnet's orchestrator has a job down as done. Whoever delivered a result and heard nothing asks here before
/// it delivers once more: a result that comes twice counts as a slower one.
/// </summary>
/// <param name="mirror">What the orchestrator publishes; null where its address is not configured.</param>
internal sealed class JobRecord(OrchestratorMirror? mirror) : IDisposable
{
    // The words in use for it; what its "/jobs/{id}" looks like is not written down anywhere.
    private static readonly string[] Done = ["success", "succeeded", "completed", "complete"];

    /// <summary>Whether the job is known to be done. Where nobody can say, it is not.</summary>
    public async Task<bool> IsDoneAsync(string job, CancellationToken cancellationToken)
    {
        // The id was chosen outside: one that is nothing but dots would name another page.
        if (mirror is null || job.Trim('.').Length == 0)
        {
            return false;
        }

        (JsonElement? answer, _) = await mirror.ReadAsync("/jobs/" + Uri.EscapeDataString(job), cancellationToken);
        return answer is { } page && (SaysDone(page) || (page.Member("job") ?? page.Member("data")) is { } inner && SaysDone(inner));
    }

    public void Dispose() => mirror?.Dispose();

    private static bool SaysDone(JsonElement job) =>
        (job.Member("status") ?? job.Member("job_status")) is { ValueKind: JsonValueKind.String } status
        && Done.Contains(status.GetString(), StringComparer.OrdinalIgnoreCase);
}
