using System.Net;
using System.Text;

namespace ReverseProxy.Forwarding;

/// <summary>The HTTP client that talks to backends.</summary>
internal static class BackendClient
{
    public static HttpMessageInvoker Create(TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = BackendConnection.OpenAsync,
        ConnectTimeout = connectTimeout,
        PlaintextStreamFilter = static (context, _) => BackendConnection.Wrap(context),
        UseCookies = false,
        UseProxy = false,

        // The backend's trace context is the caller's: headers pass as they came.
        ActivityHeadersPropagator = null,

        // No connection is used twice. A backend may close an idle connection at the moment the next job is written to
        // it; that job is then lost, and jobs come minutes apart, so reuse would save next to nothing. Without a pool each
        // request also gets the very connection that was opened for it, which its attempt relies on.
        PooledConnectionIdleTimeout = TimeSpan.Zero,

        // Header bytes beyond ASCII pass unchanged, both ways.
        RequestHeaderEncodingSelector = static (name, request) =>
            request.Options.TryGetValue(ForwardingTransformer.Repeated, out HashSet<string>? repeated) && repeated.Contains(name)
                ? new LinePerValueEncoding(name)
                : Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });
}
