using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ReverseProxy.Configuration;

namespace ReverseProxy.Backends;

/// <summary>Asks a server whether it is well. Never over a connection that carried a job, and never twice over one.</summary>
internal sealed class HealthProbe : IDisposable
{
    private const int LongestAnswer = 256 * 1024;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionIdleTimeout = TimeSpan.Zero,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <summary>Asks once.</summary>
    public async Task<ProbeAnswer> AskAsync(string address, HealthSettings settings, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.Timeout);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address + settings.Path);
            _ = request.Headers.TryAddWithoutValidation("User-Agent", "reverse-proxy-health");
            using HttpResponseMessage response = await _client.SendAsync(request, timeout.Token);
            if (!settings.Statuses.Contains((int)response.StatusCode))
            {
                return new(string.Create(CultureInfo.InvariantCulture, $"{settings.Path} answers {(int)response.StatusCode}"));
            }

            return settings.Field is null && settings.QueueField is null
                ? new()
                : Judge(await response.Content.ReadAsByteArrayAsync(timeout.Token), settings);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(string.Create(CultureInfo.InvariantCulture, $"{settings.Path} does not answer within {settings.Timeout.TotalSeconds} s"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException)
        {
            return new($"{settings.Path}: {(exception.InnerException ?? exception).Message}", Refused: exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused });
        }
    }

    public void Dispose() => _client.Dispose();

    private static ProbeAnswer Judge(byte[] answer, HealthSettings settings)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            long? queue = settings.QueueField is { } name && Find(document.RootElement, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long length)
                ? length
                : null;
            if (settings.Field is not { } field)
            {
                return new(null, queue);
            }

            string? value = Find(document.RootElement, field) switch
            {
                null => null,
                { ValueKind: JsonValueKind.String } text => text.GetString(),
                { } other => other.GetRawText(),
            };
            return value is not null && settings.Values.Contains(value)
                ? new(null, queue)
                : new($"{settings.Path}: {field} is {Shown(value)}", queue);
        }
        catch (JsonException)
        {
            return new($"{settings.Path} answers with something that is not JSON");
        }
    }

    private static string Shown(string? value)
    {
        const int Longest = 60;
        return value is null ? "missing" : SettingsReader.Quoted(value.Length > Longest ? value[..Longest] + "…" : value);
    }

    private static JsonElement? Find(JsonElement element, string path)
    {
        JsonElement? found = element;
        foreach (string name in path.Split('.'))
        {
            found = found?.Member(name);
        }

        return found;
    }
}
