using Microsoft.AspNetCore.Http;
using ReverseProxy.Admin;
using ReverseProxy.Recording;
using ReverseProxy.Serving;

namespace ReverseProxy.Dashboard;

/// <summary><c>GET /explain?id=…</c>: a request's story, as <c>reverse-proxy explain</c> tells it.</summary>
internal sealed class ExplainEndpoint(ProxyServerOptions options) : IAdminEndpoint
{
    private readonly TrailFiles _files = TrailFiles.Of(options.Reading.Configuration.Server);

    public string Path => "/explain";

    public string Method => "GET";

    public AdminAccess Access => AdminAccess.Browser;

    public Task AnswerAsync(HttpContext context)
    {
        string id = context.Request.Query["id"].ToString();
        return _files.Read().LastOrDefault(trail => trail.Id == id) is not { } trail
            ? Answers.WriteAsync(context, StatusCodes.Status404NotFound, Answers.Detail("That request is not among those that are kept"))
            : Answers.WriteAsync(context, StatusCodes.Status200OK, JsonBytes.Object(writer =>
            {
                writer.WriteStartArray("lines"u8);
                foreach (string line in TrailStory.Tell(trail))
                {
                    writer.WriteStringValue(line);
                }

                writer.WriteEndArray();
            }));
    }
}
