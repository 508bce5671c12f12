using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;

namespace ReverseProxy.Callbacks;

/// <summary>
/// Where backends deliver results: a server of its own, so that nothing that reaches the public port reaches it. What it
/// answers with 200 is on disk.
/// </summary>
internal sealed class CallbackIntake(ProxyServerOptions options, SnapshotHolder snapshots, CallbackDesk desk, ILogger<CallbackIntake> logger) : IHostedService, IAsyncDisposable
{
    /// <summary>The beginning of the path; the token follows.</summary>
    public const string Path = "/callbacks/";

    private const int LongestBody = 128 * 1024 * 1024;

    // What belongs to the connection between the backend and us.
    private static readonly string[] EndHere = ["Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    private WebApplication? _application;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before anything can come: a result for an earlier process's job must not find nobody.
        CallbackSettings settings = snapshots.Current.Configuration.Callbacks;
        desk.TakeOver(settings.Expiry);
        IReadOnlyList<EndPoint> inherited = options.IsTheService ? InheritedSockets.ForResults() : [];
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            foreach (EndPoint endPoint in inherited.Count > 0 ? inherited : [settings.Listen!])
            {
                kestrel.Listen(endPoint);
            }
        });
        _application = builder.Build();
        _application.Run(HandleAsync);
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new ConfigurationException($"callbacks.listen: {settings.Listen} cannot be listened on: {exception.Message}");
        }

        Log.Listening(logger, settings.Url);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? default;

    private async Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? string.Empty;
        if (!path.StartsWith(Path, StringComparison.Ordinal))
        {
            await Answers.WriteAsync(context, StatusCodes.Status404NotFound, Answers.NotFound);
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await Answers.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, Answers.MethodNotAllowed);
            return;
        }

        CallbackResult result = new(Headers(context.Request.Headers), await BodyAsync(context));
        CallbackDesk.Verdict verdict = desk.Take(path[Path.Length..], result, await FailureReport.IsOneAsync(result, context.RequestAborted));
        await (verdict is CallbackDesk.Verdict.Unknown
            ? Answers.WriteAsync(context, StatusCodes.Status404NotFound, Answers.Detail("No such job is awaited"))
            : Answers.WriteAsync(context, StatusCodes.Status200OK, JsonBytes.Object(writer =>
            {
                writer.WriteString("status"u8, "ok"u8);
                writer.WriteBoolean("again"u8, verdict is CallbackDesk.Verdict.Again);
            })));
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        using MemoryStream body = new((int)Math.Min(context.Request.ContentLength ?? 0, LongestBody));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    private static List<KeyValuePair<string, string>> Headers(IHeaderDictionary headers) =>
    [
        .. from header in headers
           where !EndHere.Contains(header.Key, StringComparer.OrdinalIgnoreCase) && !StringValues.IsNullOrEmpty(header.Value)
           select KeyValuePair.Create(header.Key, header.Value.ToString()),
    ];
}
