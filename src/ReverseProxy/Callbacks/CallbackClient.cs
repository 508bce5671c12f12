using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ReverseProxy.Serving;

namespace ReverseProxy.Callbacks;

/// <summary>
/// Delivers results. The target was named by somebody outside: its name is resolved here, every address that is not
/// public is dropped, and the connection goes to an address that was looked at, so that no second look-up can change it.
/// Redirects are not followed.
/// </summary>
internal sealed class CallbackClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SnapshotHolder _snapshots;
    private readonly HttpClient _client;

    public CallbackClient(SnapshotHolder snapshots)
    {
        _snapshots = snapshots;
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

    /// <summary>Tries once; null where the answer was 2xx, else what was wrong.</summary>
    public async Task<string?> DeliverAsync(CallbackTicket ticket, CallbackResult result, CancellationToken cancellationToken)
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
            return response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"the answer is {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (HttpRequestException exception)
        {
            return (exception.InnerException ?? exception).Message;
        }
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPNetwork> allowed = _snapshots.Current.Configuration.Callbacks.AllowedNetworks;
        IPAddress[] resolved = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        IPAddress[] addresses = Array.FindAll(resolved, address => PublicAddress.IsAllowed(address, allowed));
        if (addresses.Length == 0)
        {
            throw new IOException($"{context.DnsEndPoint.Host} has no public address");
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
