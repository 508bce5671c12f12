using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace ReverseProxy.Tests.Support;

/// <summary>
/// A GPU server that acknowledges a job at once and works on by itself, until it is told that the job ends: then it calls
/// back. It counts how many jobs it had at once.
/// </summary>
internal sealed class WorkingGpu : IAsyncDisposable
{
    private readonly StubBackend _backend;
    private int _running;

    public WorkingGpu(int port = 0, Func<SeenRequest, StubConnection, Task>? acknowledge = null)
    {
        acknowledge ??= static (_, connection) => connection.WriteJsonAsync("""{"status":"queued"}""", 202);
        _backend = StubBackend.Start(
            async (request, connection) =>
            {
                if (request.Method == "GET")
                {
                    await connection.WriteJsonAsync($$"""{"queue":{{Queue}}}""");
                    return;
                }

                Most = Math.Max(Most, Interlocked.Increment(ref _running));
                Jobs.Enqueue((string)JsonNode.Parse(request.Body)!["callback_url"]!);
                await acknowledge(request, connection);
            },
            port);
    }

    public string Url => _backend.Url;

    /// <summary>The most jobs that it had at once.</summary>
    public int Most { get; private set; }

    /// <summary>Where it is to call back, job by job.</summary>
    public ConcurrentQueue<string> Jobs { get; } = new();

    /// <summary>How many jobs it says that it has waiting.</summary>
    public int Queue { get; set; }

    /// <summary>Waits until it has been given so many jobs.</summary>
    public Task HasAsync(int jobs) => Backends.HealthTests.WaitAsync(() => Jobs.Count >= jobs);

    /// <summary>A job ends, and it calls back.</summary>
    public async Task<RawResponse> EndAsync(int job, string status = "completed")
    {
        Interlocked.Decrement(ref _running);
        Uri url = new(Jobs.ElementAt(job));
        string form = $"--b\r\nContent-Disposition: form-data; name=\"job_id\"\r\n\r\n{job}\r\n--b\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\n{status}\r\n--b--\r\n";
        return await RawClient.SendAsync(url.Port, "POST", url.PathAndQuery, [("Content-Type", "multipart/form-data; boundary=b")], Encoding.ASCII.GetBytes(form));
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();
}
