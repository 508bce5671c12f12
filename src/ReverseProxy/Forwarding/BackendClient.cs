using System.Net;
using System.Text;
using ReverseProxy.Forwarding.Direct;

namespace ReverseProxy.Forwarding;

/// <summary>The HTTP client that talks to backends.</summary>
internal static class BackendClient
{
    /// <summary>Makes it.</summary>
    /// <param name="connectTimeout">How long connecting may take.</param>
    /// <param name="idle">How long a connection may have been idle and still be given a request; zero uses each once.</param>
    public static HttpMessageInvoker Create(TimeSpan connectTimeout, TimeSpan idle)
    {
        SocketsHttpHandler handler = Handler();
        handler.ConnectCallback = BackendConnection.OpenAsync;
        handler.ConnectTimeout = connectTimeout;
        handler.PlaintextStreamFilter = (context, _) => BackendConnection.Wrap(context, idle);

        // A backend may close an idle connection at the moment the next job is written to it; that job is then lost. Backends keep
        // idle connections for seconds, so one that was busy an instant ago is safe, and another is never used
        // (docs/decisions/0004). The client looks at idle times on a timer only, to close what is left; the connection itself is
        // exact.
        handler.PooledConnectionIdleTimeout = idle == TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromSeconds(1) + idle;
        return new(handler);
    }

    /// <summary>
    /// Makes one that reads one answer which has begun already, and does nothing else: a pool could give the connection to
    /// another request.
    /// </summary>
    public static HttpMessageInvoker Reading(AdoptedAnswer adopted)
    {
        SocketsHttpHandler handler = Handler();
        handler.ConnectCallback = (_, _) => new(adopted.Take());
        handler.PooledConnectionLifetime = TimeSpan.Zero;
        return new(handler);
    }

    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,

        // The backend's trace context is the caller's: headers pass as they came.
        ActivityHeadersPropagator = null,

        // Header bytes beyond ASCII pass unchanged, both ways.
        RequestHeaderEncodingSelector = static (name, request) =>
            request.Options.TryGetValue(ForwardingTransformer.Repeated, out HashSet<string>? repeated) && repeated.Contains(name)
                ? new LinePerValueEncoding(name)
                : Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
