using System.Runtime.CompilerServices;
using ReverseProxy.Backends;
using ReverseProxy.Configuration;

namespace ReverseProxy.Diagnosis;

/// <summary>Whether what answers where jobs are sent to is well: by a pool's own <c>health</c> where it has one, else by any answer.</summary>
internal sealed class BackendDiagnosis : IDiagnosis
{
    /// <summary>What is wrong with a server that does not answer, and what to do.</summary>
    public const string Start = "start it, or correct its address: every job gets 502";

    /// <summary>What is wrong with a server that answers wrongly, and what to do.</summary>
    public const string Look = "look at its log: it gets no jobs until its answer is right";

    public string Name => "backend";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HealthProbe probe = new();
        using HttpClient client = Client(patient.Configuration.Services);
        IEnumerable<(string Url, HealthSettings? Health)> servers = PoolsOf(patient.Configuration)
            .SelectMany(pool => pool.Servers.Select(server => (server.Url.TrimEnd('/'), pool.Health)));
        foreach ((string url, HealthSettings? health) in servers.DistinctBy(server => (server.Url, server.Health?.Path, server.Health?.Field)))
        {
            yield return url.Length == 0 ? Finding.Fail(Name, "a service's address is no http(s) URL", "correct services.training_server_url and services.inference_server_url")
                : health is null ? await AskAsync(client, url, cancellationToken)
                : await ProbeAsync(probe, url, health, cancellationToken);
        }
    }

    /// <summary>A client that asks servers of which nothing is known but their address.</summary>
    public static HttpClient Client(ServicesSettings services) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = services.ConnectTimeout }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Asks such a server.</summary>
    public async Task<Finding> AskAsync(HttpClient client, string address, CancellationToken cancellationToken)
    {
        string shown = new Uri(address).Authority;
        try
        {
            // Of the subnet's own servers; another that answers anything at all is there too.
            using HttpResponseMessage health = await client.GetAsync(new Uri(address + "/health"), cancellationToken);
            return (int)health.StatusCode >= 500
                ? Finding.Fail(Name, $"{shown} answers GET /health with {(int)health.StatusCode}", "look at its log: jobs would be lost")
                : Finding.Pass(Name, $"{shown} answers (GET /health: {(int)health.StatusCode})");
        }
        catch (HttpRequestException exception)
        {
            return Finding.Fail(Name, $"{shown} cannot be reached: {exception.GetBaseException().Message}", Start);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Fail(Name, $"{shown} does not answer GET /health within 10 s", "look whether it hangs");
        }
    }

    private async Task<Finding> ProbeAsync(HealthProbe probe, string address, HealthSettings health, CancellationToken cancellationToken)
    {
        string shown = new Uri(address).Authority;
        var answer = await probe.AskAsync(address, health, cancellationToken);
        return answer.Fault is not { } fault
            ? Finding.Pass(Name, $"{shown} is well by its {health.Path}{(answer.Queue is { } waiting ? $", {waiting} jobs wait there" : string.Empty)}")
            : Finding.Fail(Name, $"{shown} is not well: {fault}", Look);
    }

    private static IEnumerable<PoolSettings> PoolsOf(ProxyConfiguration configuration) => configuration.Backends.Values.Concat(
        configuration.Routes.Select(route => route.Backend).Distinct().Where(backend => !configuration.Backends.ContainsKey(backend))
            .Select(url => BackendReader.One(url, url, configuration.Services)));
}
