using System.Text.Json;

namespace ReverseProxy.Orchestrator;

/// <summary>Reads pages of JSON that others publish: bounded in size and time, and no redirects.</summary>
internal sealed class PublishedPage : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 16 << 20,
    };

    /// <summary>Reads a page, or says why it cannot be read.</summary>
    public async Task<(JsonElement? Answer, string? Failure)> ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument page = JsonDocument.Parse(await _client.GetByteArrayAsync(address, cancellationToken));
            return (page.RootElement.Clone(), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, exception.GetBaseException().Message);
        }
    }

    public void Dispose() => _client.Dispose();
}
