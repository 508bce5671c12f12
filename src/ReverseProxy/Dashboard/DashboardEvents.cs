using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using ReverseProxy.Admin;
using ReverseProxy.Recording;
using ReverseProxy.Serving;

namespace ReverseProxy.Dashboard;

/// <summary>
/// <c>GET /events</c>: the page's data as server-sent events. <c>trails</c> are requests, the newest last: first those of
/// the past, then each as it comes; <c>state</c> comes every two seconds.
/// </summary>
internal sealed class DashboardEvents(DashboardState state, FlightRecorder recorder, IHostApplicationLifetime lifetime, ProxyServerOptions options) : IAdminEndpoint
{
    private const int Past = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public string Path => "/events";

    public string Method => "GET";

    public AdminAccess Access => AdminAccess.Browser;

    public async Task AnswerAsync(HttpContext context)
    {
        // A page that is open must not keep the program from ending.
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        if (recorder.Subscribe(end.Token) is not { } trails)
        {
            context.Response.Headers.RetryAfter = "30";
            await Answers.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Answers.Detail("Too many pages are open"));
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await SendAsync(context, "state", state.Write(), end.Token);
            await SendAsync(context, "trails", Array([.. recorder.Newest(Past).Reverse()]), end.Token);
            await GoOnAsync(context, trails, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the program ends.
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private async Task GoOnAsync(HttpContext context, ChannelReader<Trail> trails, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Interval, options.Time);
        Task<bool> tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        Task<bool> trail = trails.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            // One writer for both: two would mix their lines.
            await Task.WhenAny(tick, trail);
            if (trail.IsCompleted)
            {
                if (!await trail)
                {
                    return;
                }

                List<Trail> come = [];
                while (come.Count < Past && trails.TryRead(out Trail? next))
                {
                    come.Add(next);
                }

                await SendAsync(context, "trails", Array(come), cancellationToken);
                trail = trails.WaitToReadAsync(cancellationToken).AsTask();
            }

            if (tick.IsCompleted)
            {
                _ = await tick;
                await SendAsync(context, "state", state.Write(), cancellationToken);
                tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            }
        }
    }

    private static async Task SendAsync(HttpContext context, string name, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync($"event: {name}\ndata: ", cancellationToken);
        await context.Response.BodyWriter.WriteAsync(json, cancellationToken);
        await context.Response.WriteAsync("\n\n", cancellationToken);
        _ = await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    private static ReadOnlyMemory<byte> Array(List<Trail> trails)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartArray();
        foreach (Trail trail in trails)
        {
            JsonSerializer.Serialize(writer, trail, TrailJson.Default.Trail);
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
