using System.Net.Http.Headers;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Diagnosis;
using ReverseProxy.Serving;

namespace ReverseProxy.Watching;

/// <summary>
/// Tells one address of changes, one after the other, each tried three times. The text stands under <c>content</c> and
/// <c>text</c>, where Discord and Slack look for it, beside its parts for others. Its address is a secret.
/// </summary>
internal sealed class Webhook(ProxyServerOptions options, ILogger<Webhook> logger) : BackgroundService
{
    private const int Tries = 3;
    private const int Waiting = 64;

    private readonly Uri? _url = options.Reading.Configuration.Watch.Webhook;
    private readonly Channel<Condition> _queue = Channel.CreateBounded<Condition>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Tell(Condition condition)
    {
        if (_url is not null)
        {
            _ = _queue.Writer.TryWrite(condition);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_url is null)
        {
            return;
        }

        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            await foreach (Condition condition in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                await TellAsync(client, condition, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TellAsync(HttpClient client, Condition condition, CancellationToken cancellationToken)
    {
        byte[] body = Body(condition);
        string reason = string.Empty;
        for (int i = 0; i < Tries; i++)
        {
            try
            {
                using ByteArrayContent content = new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using HttpResponseMessage answer = await client.PostAsync(_url, content, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                reason = $"it answered {(int)answer.StatusCode}";
            }
            catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                reason = exception.GetBaseException().Message;
            }

            await Task.Delay(TimeSpan.FromSeconds(1 << i), cancellationToken);
        }

        Log.NotTold(logger, condition.Name, reason);
    }

    private byte[] Body(Condition condition)
    {
        string miner = options.Reading.Configuration.Auth.MinerHotkey;
        string outcome = condition.Outcome switch { Outcome.Pass => "well", Outcome.Warn => "warning", _ => "failing" };
        string text = condition.Outcome is Outcome.Pass || condition.Fix is null
            ? $"Miner {miner}: {condition.Name} is {outcome}: {condition.Text}"
            : $"Miner {miner}: {condition.Name} is {outcome}: {condition.Text}. {condition.Fix}";
        return JsonBytes.Object(writer =>
        {
            writer.WriteString("content"u8, text);
            writer.WriteString("text"u8, text);
            writer.WriteString("miner"u8, miner);
            writer.WriteString("condition"u8, condition.Name);
            if (condition.Subject.Length > 0)
            {
                writer.WriteString("subject"u8, condition.Subject);
            }

            writer.WriteString("outcome"u8, outcome);
            writer.WriteString("time"u8, options.Time.GetUtcNow());
        });
    }
}
