using System.Diagnostics;
using System.Globalization;
using System.Text;
using Epistula;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using ReverseProxy.Serving;

namespace ReverseProxy.Logging;

/// <summary>
/// One line per request. Requests that nobody is proved to have made and that were refused may be background noise: a few
/// of them are logged, the rest is counted and summed up by <see cref="NoiseSummary"/>. Never a body, a signature or a secret.
/// </summary>
internal sealed class AccessLog(ILogger<AccessLog> logger, NoiseSummary noise)
{
    private static readonly string[] HarmlessHeaders =
    [
        "Accept", "Accept-Encoding", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Epistula-Signed-By", "Epistula-Signed-For",
        "Epistula-Timestamp", "Epistula-UUID", "Epistula-Version", "Expect", "Host", "Origin", "Transfer-Encoding", "User-Agent",
    ];

    private static readonly EventId RequestEvent = new(1, "request");

    public void Write(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        int status = exchange.Status;
        string verdict = exchange.Verdict;
        bool refused = exchange.Failure is not EpistulaFailure.None || exchange.Outcome is not null;
        if (refused && !exchange.Authenticated && noise.Absorb(status, verdict, exchange.SenderIsKnown))
        {
            return;
        }

        LogLevel level = Level(exchange, refused);
        if (logger.IsEnabled(level))
        {
            RequestLine line = new()
            {
                Method = context.Request.Method,
                Route = exchange.Route?.Pattern.Text ?? Printable.Line(context.Request.Path.Value),
                Status = status,
                Verdict = verdict,
                Id = exchange.Id,
                Sender = Sender(exchange),
                Bytes = exchange.BodyLength,
                AuthMs = Milliseconds(exchange.AuthenticationTime),
                QueueMs = Milliseconds(exchange.QueueTime),
                BackendMs = Milliseconds(exchange.BackendTime),
                TotalMs = Milliseconds(Stopwatch.GetElapsedTime(exchange.Started)),
                Explanation = exchange.Explanation is null ? string.Empty : ": " + exchange.Explanation,
            };
            logger.Log(level, RequestEvent, line, null, static (state, _) => state.ToString());
        }

        if (exchange.Snapshot.Configuration.Log.DebugRequests)
        {
            Log.RequestHeaders(logger, exchange.Id, Headers(context.Request.Headers));
        }
    }

    private static LogLevel Level(Exchange exchange, bool refused) => exchange switch
    {
        { Outcome: "internal_error" } => LogLevel.Error,

        // A refused validator or a lost job is what an operator must see; a stranger's mistake is not.
        _ when refused && (exchange.Authenticated || exchange.SenderIsKnown) => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    private static string Sender(Exchange exchange) => exchange.SenderText is { } sender
        ? exchange.Authenticated ? sender : "claimed:" + sender
        : "-";

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);

    private static string Headers(IHeaderDictionary headers)
    {
        StringBuilder text = new();
        foreach (KeyValuePair<string, StringValues> header in headers)
        {
            string value = HarmlessHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
                ? Printable.Line(header.Value.ToString())
                : string.Create(CultureInfo.InvariantCulture, $"({header.Value.ToString().Length} characters)");
            _ = text.Append(text.Length == 0 ? string.Empty : "; ").Append(Printable.Line(header.Key)).Append(": ").Append(value);
        }

        return text.ToString();
    }
}
