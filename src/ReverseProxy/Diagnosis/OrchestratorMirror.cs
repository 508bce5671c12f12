using System.Text.Json;

namespace ReverseProxy.Diagnosis;

/// <summary>The pages on which the subnet's orchestrator shows what it knows.</summary>
internal sealed class OrchestratorMirror(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 16 << 20,
    };

    public string Host => address.Host;

    /// <summary>Reads a page, or says why it cannot be read.</summary>
    public async Task<(JsonElement? Answer, string? Failure)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument page = JsonDocument.Parse(await _client.GetByteArrayAsync(new Uri(address.AbsoluteUri.TrimEnd('/') + path), cancellationToken));
            return (page.RootElement.Clone(), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, exception.GetBaseException().Message);
        }
    }

    public void Dispose() => _client.Dispose();
}
