using System.Reflection;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Admin;

namespace ReverseProxy.Dashboard;

/// <summary>A file of the page, which holds no data and so needs no token. It lies inside the program.</summary>
internal class PageFile(string name, string contentType, string? path = null) : IAdminEndpoint
{
    // Nothing from elsewhere, no script in the page, in no frame: what a caller writes can at worst be read.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private readonly byte[] _bytes = Read(name);

    public string Path { get; } = path ?? "/" + name;

    public string Method => "GET";

    public virtual AdminAccess Access => AdminAccess.Open;

    public virtual Task AnswerAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK);

    protected Task WriteAsync(HttpContext context, int status)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return Serving.Answers.WriteAsync(context, status, _bytes, contentType);
    }

    private static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Dashboard." + name)
            ?? throw new InvalidOperationException($"the page's file {name} is not in the program");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
