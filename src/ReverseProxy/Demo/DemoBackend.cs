using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Demo;

/// <summary>A stand-in for a GPU server: a real server on a loopback port that acknowledges jobs and counts them.</summary>
internal sealed class DemoBackend : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _jobs;

    private DemoBackend(WebApplication application)
    {
        _application = application;
    }

    public string Url => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>How many jobs arrived.</summary>
    public int Jobs => Volatile.Read(ref _jobs);

    /// <summary>The body of the job that arrived last.</summary>
    public string LastJob { get; private set; } = string.Empty;

    public static async Task<DemoBackend> StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.AddMetrics();

        // It may stand beside a real server, as in the warm-up.
        builder.Services.AddSingleton<IMeterFactory, ThrowAwayMeters>();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        DemoBackend backend = new(builder.Build());
        backend._application.Run(backend.AnswerAsync);
        await backend._application.StartAsync(cancellationToken);
        return backend;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
        string job = await reader.ReadToEndAsync(context.RequestAborted);
        LastJob = job;
        int number = Interlocked.Increment(ref _jobs);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"job_id":"demo-{{number}}","status":"queued","bytes":{{job.Length}}}""", context.RequestAborted);
    }
}
