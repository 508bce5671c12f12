using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ReverseProxy.Serving;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding;

/// <summary>
/// Puts <see cref="OnwardHeaders"/> in force where YARP forwards. YARP itself drops the hop-by-hop headers of the standard list;
/// here go those that the request names in <c>Connection</c>.
/// </summary>
internal sealed class ForwardingTransformer(Exchange exchange, Attempt attempt, AnswerStream answer, Patience patience) : HttpTransformer
{
    /// <summary>The names of headers that came several times.</summary>
    public static readonly HttpRequestOptionsKey<HashSet<string>> Repeated = new("repeated headers");

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        HttpRequest request = httpContext.Request;
        proxyRequest.Options.Set(Attempt.Key, attempt);

        foreach (string? value in request.Headers.Connection)
        {
            foreach (string name in (value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                _ = proxyRequest.Headers.NonValidated.Contains(name) && proxyRequest.Headers.Remove(name);
            }
        }

        Message message = new(proxyRequest);
        foreach (KeyValuePair<string, StringValues> header in request.Headers)
        {
            if (!OnwardHeaders.Pass(header.Key, exchange))
            {
                message.Remove(header.Key);
            }
            else if (header.Value.Count > 1)
            {
                message.KeepApart(header);
            }
        }

        OnwardHeaders.AddOwn(exchange, ref message);
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, OnwardHeaders.Path(request), request.QueryString);
        proxyRequest.Headers.Host = exchange.Snapshot.Configuration.Services.PreserveHost ? request.Host.ToUriComponent() : null;
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
            && (proxyResponse.Headers.NonValidated.Contains("Trailer") || OnwardHeaders.WantsTrailers(httpContext.Request));
        return proceed;
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        // Called when the body has been copied to its end: what fails from here on does not touch the answer.
        answer.IsWhole = true;
        return base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);
    }

    private readonly struct Message(HttpRequestMessage message) : IHeaderSink
    {
        public void Add(string name, string value) => message.Headers.TryAddWithoutValidation(name, value);

        public void Remove(string name)
        {
            _ = message.Headers.NonValidated.Contains(name) && message.Headers.Remove(name);
            _ = message.Content is { } content && content.Headers.NonValidated.Contains(name) && content.Headers.Remove(name);
        }

        /// <summary>Lets a header that came in several lines go out in several.</summary>
        public void KeepApart(in KeyValuePair<string, StringValues> header)
        {
            if (!message.Headers.NonValidated.Contains(header.Key))
            {
                return;
            }

            if (!message.Options.TryGetValue(Repeated, out HashSet<string>? repeated))
            {
                message.Options.Set(Repeated, repeated = new(StringComparer.OrdinalIgnoreCase));
            }

            _ = repeated.Add(header.Key);
            _ = message.Headers.Remove(header.Key);
            Add(header.Key, string.Join(LinePerValueEncoding.Separator, header.Value.AsEnumerable()));
        }
    }
}
