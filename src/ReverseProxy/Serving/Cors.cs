using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ReverseProxy.Serving;

/// <summary>
/// Cross-origin headers as the original sent them, but without <c>Access-Control-Allow-Credentials</c>: no caller of a
/// miner is a browser with a session. ASP.NET Core's own CORS middleware answers preflights with 204 and other headers.
/// </summary>
internal sealed class Cors(IReadOnlyList<string> origins)
{
    private const string Methods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
    private const string MaxAgeSeconds = "600";

    private readonly bool _every = origins.Contains("*");

    private bool IsOff => origins.Count == 0;

    /// <summary>Adds the headers of an ordinary cross-origin request; they replace what a backend sends.</summary>
    public void Apply(HttpContext context)
    {
        if (IsOff || context.Request.Headers.Origin is not [{ Length: > 0 } origin, ..])
        {
            return;
        }

        if (_every)
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
        }
        else if (origins.Contains(origin))
        {
            context.Response.Headers.AccessControlAllowOrigin = origin;
            context.Response.Headers.Append(HeaderNames.Vary, "Origin");
        }
    }

    /// <summary>Whether the request is a preflight, which is answered here whatever its path.</summary>
    public bool IsPreflight(HttpRequest request) =>
        !IsOff
        && HttpMethods.IsOptions(request.Method)
        && request.Headers.Origin is [{ Length: > 0 }, ..]
        && request.Headers.AccessControlRequestMethod is [{ Length: > 0 }, ..];

    /// <summary>Answers a preflight.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        IHeaderDictionary request = context.Request.Headers;
        IHeaderDictionary response = context.Response.Headers;
        string origin = request.Origin[0]!;
        response.Vary = "Origin";
        response.AccessControlAllowMethods = Methods;
        response.AccessControlMaxAge = MaxAgeSeconds;

        List<string> refused = [];
        if (_every || origins.Contains(origin))
        {
            response.AccessControlAllowOrigin = origin;
        }
        else
        {
            refused.Add("origin");
        }

        if (!Methods.Split(", ").Contains(request.AccessControlRequestMethod[0]))
        {
            refused.Add("method");
        }

        if (request.AccessControlRequestHeaders is [{ Length: > 0 } headers, ..])
        {
            response.AccessControlAllowHeaders = headers;
        }

        return refused.Count == 0
            ? Answers.WriteTextAsync(context, StatusCodes.Status200OK, "OK")
            : Answers.WriteTextAsync(context, StatusCodes.Status400BadRequest, $"Disallowed CORS {string.Join(", ", refused)}");
    }
}
