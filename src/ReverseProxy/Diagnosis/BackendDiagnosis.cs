using System.Runtime.CompilerServices;
using ReverseProxy.Configuration;

namespace ReverseProxy.Diagnosis;

/// <summary>Whether something answers where jobs are sent to.</summary>
internal sealed class BackendDiagnosis : IDiagnosis
{
    public string Name => "backend";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ServicesSettings services = patient.Configuration.Services;
        string[] named = [.. patient.Configuration.Routes.Select(route => route.Backend).Where(backend => backend is not ("training" or "inference"))];
        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = services.ConnectTimeout }) { Timeout = TimeSpan.FromSeconds(10) };
        foreach (string address in named.Prepend(services.TrainingServerUrl).Prepend(services.InferenceServerUrl).Distinct())
        {
            yield return address.Length == 0
                ? Finding.Fail(Name, "a service's address is no http(s) URL", "correct services.training_server_url and services.inference_server_url")
                : await AskAsync(client, address, cancellationToken);
        }
    }

    private async Task<Finding> AskAsync(HttpClient client, string address, CancellationToken cancellationToken)
    {
        string shown = new Uri(address).Authority;
        try
        {
            // Of the subnet's own servers; another that answers anything at all is there too.
            using HttpResponseMessage health = await client.GetAsync(new Uri(address.TrimEnd('/') + "/health"), cancellationToken);
            return (int)health.StatusCode >= 500
                ? Finding.Fail(Name, $"{shown} answers GET /health with {(int)health.StatusCode}", "look at its log: jobs would be lost")
                : Finding.Pass(Name, $"{shown} answers (GET /health: {(int)health.StatusCode})");
        }
        catch (HttpRequestException exception)
        {
            return Finding.Fail(Name, $"{shown} cannot be reached: {exception.GetBaseException().Message}", "start it, or correct its address: every job gets 502");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Fail(Name, $"{shown} does not answer GET /health within 10 s", "look whether it hangs");
        }
    }
}
