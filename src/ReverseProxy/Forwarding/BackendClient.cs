using System.Net;
using System.Text;

namespace ReverseProxy.Forwarding;

/// <summary>The HTTP client that talks to backends.</summary>
internal static class BackendClient
{
    /// <summary>Makes it.</summary>
    /// <param name="connectTimeout">How long connecting may take.</param>
    /// <param name="idle">How long a connection may have been idle and still be given a request; zero uses each once.</param>
    public static HttpMessageInvoker Create(TimeSpan connectTimeout, TimeSpan idle) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = BackendConnection.OpenAsync,
        ConnectTimeout = connectTimeout,
        PlaintextStreamFilter = (context, _) => BackendConnection.Wrap(context, idle),
        UseCookies = false,
        UseProxy = false,

        // The backend's trace context is the caller's: headers pass as they came.
        ActivityHeadersPropagator = null,

        // A backend may close an idle connection at the moment the next job is written to it; that job is then lost. Backends keep
        // idle connections for seconds, so one that was busy an instant ago is safe, and another is never used
        // (docs/decisions/0004). The client looks at idle times on a timer only, to close what is left; the connection itself is
        // exact.
        PooledConnectionIdleTimeout = idle == TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromSeconds(1) + idle,

        // Header bytes beyond ASCII pass unchanged, both ways.
        RequestHeaderEncodingSelector = static (name, request) =>
            request.Options.TryGetValue(ForwardingTransformer.Repeated, out HashSet<string>? repeated) && repeated.Contains(name)
                ? new LinePerValueEncoding(name)
                : Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });
}
