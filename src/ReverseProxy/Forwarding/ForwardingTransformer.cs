using Epistula.Dialects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ReverseProxy.Serving;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding;

/// <summary>
/// What changes on the way to the backend: hop-by-hop headers end here, <c>X-Forwarded-*</c> speaks of the connection we
/// see, <c>Host</c> is the backend's. Everything else passes as it came. YARP itself drops the hop-by-hop headers of the
/// standard list; here go those that the request names in <c>Connection</c>.
/// </summary>
internal sealed class ForwardingTransformer(Exchange exchange, Attempt attempt, AnswerStream answer, Patience patience) : HttpTransformer
{
    /// <summary>The names of headers that came several times.</summary>
    public static readonly HttpRequestOptionsKey<HashSet<string>> Repeated = new("repeated headers");

    private static readonly string[] EndHere =
        ["Expect", "Forwarded", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];

    // They speak of the body that was signed.
    private static readonly string[] Digests = ["Content-Digest", "Content-MD5", "Digest", "Repr-Digest", "X-Signed-Body-Sha256"];

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        HttpRequest request = httpContext.Request;
        proxyRequest.Options.Set(Attempt.Key, attempt);

        foreach (string name in EndHere)
        {
            _ = proxyRequest.Headers.Remove(name);
        }

        foreach (string? value in request.Headers.Connection)
        {
            foreach (string name in (value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                _ = proxyRequest.Headers.NonValidated.Contains(name) && proxyRequest.Headers.Remove(name);
            }
        }

        KeepRepetitions(request, proxyRequest);
        if (exchange.SignedBodySha256 is { } signed)
        {
            foreach (string name in Digests)
            {
                _ = proxyRequest.Headers.NonValidated.Contains(name) && proxyRequest.Headers.Remove(name);
                _ = proxyRequest.Content is { } content && content.Headers.NonValidated.Contains(name) && content.Headers.Remove(name);
            }

            // With it a backend can still verify the signature; without it the changed body would be a forged one.
            Add(proxyRequest, "X-Signed-Body-Sha256", signed);
        }

        Configuration.ServicesSettings services = exchange.Snapshot.Configuration.Services;
        if (!services.ForwardAuthHeaders)
        {
            foreach (string name in EpistulaHeaderNames.All)
            {
                _ = proxyRequest.Headers.Remove(name);
            }
        }

        // One trailing slash is tolerated on the way in; the backend's route has none.
        PathString path = request.Path.Value is { Length: > 2 } text && text.EndsWith('/') ? text[..^1] : request.Path;
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, path, request.QueryString);
        proxyRequest.Headers.Host = services.PreserveHost ? request.Host.ToUriComponent() : null;
        Add(proxyRequest, "X-Forwarded-For", exchange.ClientAddress.ToString());
        Add(proxyRequest, "X-Forwarded-Proto", Scheme(httpContext));
        if (request.Host.HasValue)
        {
            Add(proxyRequest, "X-Forwarded-Host", request.Host.ToUriComponent());
        }

        if (WantsTrailers(request))
        {
            // It asks the next hop, which is us; we pass trailers on, so we ask in turn.
            Add(proxyRequest, "TE", "trailers");
        }

        if (exchange.Span is { } span)
        {
            // The backend's part hangs below ours; without a trace of our own the caller's header passes as it came.
            _ = proxyRequest.Headers.Remove("traceparent");
            Add(proxyRequest, "traceparent", span.Id!);
        }

        if (StringValues.IsNullOrEmpty(request.Headers["X-Request-Id"]))
        {
            Add(proxyRequest, "X-Request-Id", exchange.Id);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        bool proceed = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (proxyResponse is not null && !answer.WillBeHeld)
        {
            // From here on the caller sees the answer come: its deadline is kept.
            patience.Suffices();
        }

        // Trailers are announced, or asked for; HTTP/2 callers get them from the server itself.
        answer.MayHaveTrailers = proxyResponse is not null
            && httpContext.Request.Protocol == HttpProtocol.Http11
            && !HttpMethods.IsHead(httpContext.Request.Method)
            && (proxyResponse.Headers.NonValidated.Contains("Trailer") || WantsTrailers(httpContext.Request));
        return proceed;
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        // Called when the body has been copied to its end: what fails from here on does not touch the answer.
        answer.IsWhole = true;
        return base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);
    }

    private string Scheme(HttpContext context) =>
        exchange.Snapshot.Configuration.Server.TrustedProxies.Believes(context) && context.Request.Headers["X-Forwarded-Proto"] is ["http" or "https"] proto
            ? proto.ToString()
            : context.Request.Scheme;

    private static bool WantsTrailers(HttpRequest request) =>
        request.Headers.TE is [{ } te, ..] && te.Contains("trailers", StringComparison.OrdinalIgnoreCase);

    private static void KeepRepetitions(HttpRequest request, HttpRequestMessage proxyRequest)
    {
        foreach (KeyValuePair<string, StringValues> header in request.Headers)
        {
            if (header.Value.Count > 1 && proxyRequest.Headers.NonValidated.Contains(header.Key))
            {
                if (!proxyRequest.Options.TryGetValue(Repeated, out HashSet<string>? repeated))
                {
                    proxyRequest.Options.Set(Repeated, repeated = new(StringComparer.OrdinalIgnoreCase));
                }

                _ = repeated.Add(header.Key);
                _ = proxyRequest.Headers.Remove(header.Key);
                Add(proxyRequest, header.Key, string.Join(LinePerValueEncoding.Separator, header.Value.AsEnumerable()));
            }
        }
    }

    private static void Add(HttpRequestMessage request, string name, string value) => request.Headers.TryAddWithoutValidation(name, value);
}
