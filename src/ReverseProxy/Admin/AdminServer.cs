using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;
using ReverseProxy.Routing;
using ReverseProxy.Serving;

namespace ReverseProxy.Admin;

/// <summary>
/// The operator's interface: a server of its own, on a loopback port or a Unix socket, so that nothing that reaches the
/// public port ever reaches it. Whoever calls must show the token.
/// </summary>
internal sealed class AdminServer(ProxyServerOptions options, AdminEndpoints endpoints, AdminSession session, ILogger<AdminServer> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? _application;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ProxyConfiguration configuration = options.Reading.Configuration;
        if (configuration.Admin.Listen is not { } listen || !AdminAddress.TryParse(listen, out AdminAddress? address))
        {
            return;
        }

        AdminToken token = AdminToken.OfServer(configuration);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, address));
        _application = builder.Build();
        _application.Run(context => HandleAsync(context, token));
        await _application.StartAsync(cancellationToken);
        Restrict(address);
        Log.AdminServing(logger, listen, configuration.Admin.Token is null ? AdminToken.PathOf(configuration.Server) : "admin.token");
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? default;

    private static void Listen(KestrelServerOptions kestrel, AdminAddress address)
    {
        kestrel.AddServerHeader = false;
        if (address.SocketPath is { } path)
        {
            // Left by a process that was killed; one that lives is found out by the configuration's port.
            File.Delete(path);
            kestrel.ListenUnixSocket(path);
        }
        else
        {
            kestrel.Listen(address.EndPoint!);
        }
    }

    private static void Restrict(AdminAddress address)
    {
        if (address.SocketPath is { } path && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private async Task HandleAsync(HttpContext context, AdminToken token)
    {
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } tags)
        {
            // The figures of the public port are not to be mixed with what looks at them.
            tags.MetricsDisabled = true;
        }

        RouteMatch match = endpoints.Match(context.Request.Path.Value ?? string.Empty, context.Request.Method, out Func<HttpContext, Task>? answer);
        if (answer is null)
        {
            await (match.Allow is null
                ? Answers.WriteAsync(context, StatusCodes.Status404NotFound, Answers.NotFound)
                : Answers.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, Answers.MethodNotAllowed));
            return;
        }

        AdminAccess access = endpoints.AccessOf(context.Request.Path.Value!, context.Request.Method);
        if (access is not AdminAccess.Open && !token.IsShownIn(context.Request.Headers.Authorization) && !(access is AdminAccess.Browser && session.IsOpen(context.Request)))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Answers.WriteAsync(context, StatusCodes.Status401Unauthorized, Answers.Detail("Admin token required"));
            return;
        }

        try
        {
            await answer(context);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            await Answers.WriteAsync(context, StatusCodes.Status400BadRequest, Answers.Detail(exception.Message));
        }
    }
}
