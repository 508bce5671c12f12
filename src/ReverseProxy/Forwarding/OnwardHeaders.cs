using System.Collections.Frozen;
using Epistula.Dialects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ReverseProxy.Serving;

namespace ReverseProxy.Forwarding;

/// <summary>
/// What changes on the way to the backend: hop-by-hop headers end here, <c>X-Forwarded-*</c> speaks of the connection we
/// see, <c>Host</c> is the backend's. Everything else passes as it came.
/// </summary>
internal static class OnwardHeaders
{
    // What connections are about, and YARP drops too, in both directions.
    private static readonly FrozenSet<string> HopByHop = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "ALPN", "Alt-Svc", "Close", "Connection", "HTTP2-Settings", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization",
        "Proxy-Connection", "Proxy-Features", "Proxy-Instruction", "Security-Scheme", "TE", "Transfer-Encoding", "Upgrade", "Upgrade-Insecure-Requests");

    // What is said anew, or is answered by us.
    private static readonly FrozenSet<string> EndHere = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        [.. HopByHop, "Expect", "Forwarded", "Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"]);

    // They speak of the body that was signed.
    private static readonly FrozenSet<string> Digests = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Content-Digest", "Content-MD5", "Digest", "Repr-Digest", "X-Signed-Body-Sha256");

    private static readonly FrozenSet<string> Authentication = EpistulaHeaderNames.All.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a caller's header passes.</summary>
    public static bool Pass(string name, Exchange exchange) =>
        !EndHere.Contains(name)
        && !name.StartsWith(':')
        && !(exchange.SignedBodySha256 is not null && Digests.Contains(name))
        && !(exchange.Span is not null && name.Equals("traceparent", StringComparison.OrdinalIgnoreCase))
        && (exchange.Snapshot.Configuration.Services.ForwardAuthHeaders || !Authentication.Contains(name));

    /// <summary>Whether a backend's header passes.</summary>
    public static bool PassBack(string name) => !HopByHop.Contains(name);

    /// <summary>Adds what we say ourselves, but for <c>Host</c>.</summary>
    public static void AddOwn<TSink>(Exchange exchange, ref TSink sink)
        where TSink : struct, IHeaderSink, allows ref struct
    {
        HttpContext context = exchange.Context;
        HttpRequest request = context.Request;
        if (exchange.SignedBodySha256 is { } signed)
        {
            // With it a backend can still verify the signature; without it the changed body would be a forged one.
            sink.Add("X-Signed-Body-Sha256", signed);
        }

        sink.Add("X-Forwarded-For", exchange.ClientAddress.ToString());
        sink.Add("X-Forwarded-Proto", Scheme(exchange));
        if (request.Host.HasValue)
        {
            sink.Add("X-Forwarded-Host", request.Host.ToUriComponent());
        }

        if (WantsTrailers(request))
        {
            // It asks the next hop, which is us; we pass trailers on, so we ask in turn.
            sink.Add("TE", "trailers");
        }

        if (exchange.Span is { } span)
        {
            // The backend's part hangs below ours; without a trace of our own the caller's header passes as it came.
            sink.Add("traceparent", span.Id!);
        }

        if (StringValues.IsNullOrEmpty(request.Headers["X-Request-Id"]))
        {
            sink.Add("X-Request-Id", exchange.Id);
        }
    }

    /// <summary>The path for the backend: one trailing slash is tolerated on the way in; the backend's route has none.</summary>
    public static PathString Path(HttpRequest request) => request.Path.Value is { Length: > 2 } text && text.EndsWith('/') ? text[..^1] : request.Path;

    /// <summary>Whether the caller asks for trailers.</summary>
    public static bool WantsTrailers(HttpRequest request) =>
        request.Headers.TE is [{ } te, ..] && te.Contains("trailers", StringComparison.OrdinalIgnoreCase);

    private static string Scheme(Exchange exchange) =>
        exchange.Snapshot.Configuration.Server.TrustedProxies.Believes(exchange.Context) && exchange.Context.Request.Headers["X-Forwarded-Proto"] is ["http" or "https"] proto
            ? proto.ToString()
            : exchange.Context.Request.Scheme;
}
