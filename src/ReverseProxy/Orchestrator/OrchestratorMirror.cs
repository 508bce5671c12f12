using System.Text.Json;

namespace ReverseProxy.Orchestrator;

/// <summary>The pages on which the subnet's orchestrator shows what it knows.</summary>
internal sealed class OrchestratorMirror(Uri address) : IDisposable
{
    private readonly PublishedPage _page = new();

    public string Host => address.Host;

    /// <summary>Reads a page, or says why it cannot be read.</summary>
    public Task<(JsonElement? Answer, string? Failure)> ReadAsync(string path, CancellationToken cancellationToken) =>
        _page.ReadAsync(new Uri(address.AbsoluteUri.TrimEnd('/') + path), cancellationToken);

    public void Dispose() => _page.Dispose();
}
