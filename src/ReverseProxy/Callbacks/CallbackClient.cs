using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ReverseProxy.Callbacks;

/// <summary>Delivers results, over a connection that was opened ahead where there is one. Redirects are not followed.</summary>
internal sealed class CallbackClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CallbackConnector _connector;
    private readonly ParkedConnections _parked;
    private readonly HttpClient _client;

    public CallbackClient(CallbackConnector connector, ParkedConnections parked)
    {
        (_connector, _parked) = (connector, parked);
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Patience,
        };
    }

    /// <summary>Tries once; it is delivered where the answer was 2xx.</summary>
    public async Task<Delivery> DeliverAsync(CallbackTicket ticket, CallbackResult result, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, ticket.Url) { Content = new ReadOnlyMemoryContent(result.Body) };
        foreach (KeyValuePair<string, string> header in result.Headers)
        {
            HttpHeaders headers = header.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? request.Content.Headers : request.Headers;
            _ = headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode
                ? Delivery.Done
                : new(string.Create(CultureInfo.InvariantCulture, $"the answer is {(int)response.StatusCode}"), Delivery.IsHearsay(response.StatusCode));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new("no answer in time", MayHaveArrived: true);
        }
        catch (HttpRequestException exception)
        {
            return new((exception.InnerException ?? exception).Message, Delivery.WasSent(exception));
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The stream that is handed over has its handshake behind it.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        CallbackTarget target = CallbackTarget.Of(context.InitialRequestMessage.RequestUri!);
        return await _parked.TakeAsync(target) ?? await _connector.ConnectAsync(target, cancellationToken);
    }
}
