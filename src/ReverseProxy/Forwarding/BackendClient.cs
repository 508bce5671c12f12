using System.Net;
using System.Text;

namespace ReverseProxy.Forwarding;

/// <summary>The HTTP client that talks to backends.</summary>
internal static class BackendClient
{
    /// <summary>Makes it.</summary>
    /// <param name="connectTimeout">How long connecting may take.</param>
    /// <param name="lifetime">How old a connection may be and still be given a request; zero uses each once.</param>
    public static HttpMessageInvoker Create(TimeSpan connectTimeout, TimeSpan lifetime) => new(new SocketsHttpHandler
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

        // A backend may close an idle connection at the moment the next job is written to it; that job is then lost. Backends keep
        // idle connections for seconds, so one that was opened an instant ago is safe, and an older one is never used
        // (docs/decisions/0004). The lifetime is asked whenever a connection is taken; the idle time only on a timer.
        PooledConnectionLifetime = lifetime,
        PooledConnectionIdleTimeout = lifetime == TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromSeconds(1),

        // Header bytes beyond ASCII pass unchanged, both ways.
        RequestHeaderEncodingSelector = static (name, request) =>
            request.Options.TryGetValue(ForwardingTransformer.Repeated, out HashSet<string>? repeated) && repeated.Contains(name)
                ? new LinePerValueEncoding(name)
                : Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });
}
