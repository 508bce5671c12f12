using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ProxyBench.Soak;

/// <summary>The caller's side of results: it refuses some, hangs up on some, and counts those that it takes.</summary>
internal sealed class ResultReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Ledger _ledger;
    private readonly Random _random = new(7);

    private ResultReceiver(WebApplication application, Ledger ledger)
    {
        _application = application;
        _ledger = ledger;
    }

    /// <summary>Results that were not what the backend sent.</summary>
    public int Wrong { get; private set; }

    public static async Task<ResultReceiver> StartAsync(int port, Ledger ledger)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        ResultReceiver receiver = new(builder.Build(), ledger);
        receiver._application.Run(receiver.TakeAsync);
        await receiver._application.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string result = await reader.ReadToEndAsync();
        string job = context.Request.Path.Value!["/results/".Length..];
        int drawn;
        lock (_random)
        {
            drawn = _random.Next(100);
        }

        switch (drawn)
        {
            case < 10:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case < 15:
                context.Abort();
                break;
            default:
                _ledger.Find(job)?.Deliver();
                Wrong += result == "result of " + job && context.Request.Headers["X-Callback-Secret"] == "secret of " + job ? 0 : 1;
                break;
        }
    }
}
