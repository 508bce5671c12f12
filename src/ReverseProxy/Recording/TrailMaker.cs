using System.Diagnostics;
using Epistula;
using ReverseProxy.Logging;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Recording;

/// <summary>Takes from an exchange what is kept of it, while the exchange is still there.</summary>
internal static class TrailMaker
{
    private const int LongestClaim = 64;

    public static Trail Make(Exchange exchange, DateTimeOffset arrived)
    {
        EpistulaEnvelope envelope = exchange.Envelope;
        return new()
        {
            Id = exchange.Id,
            At = arrived,
            Method = Printable.Line(exchange.Context.Request.Method),
            Path = Printable.Line(exchange.Context.Request.Path.Value),
            Route = exchange.Route?.Pattern.Text,
            Signed = exchange.Route is { Signed: true } && exchange.Snapshot.Configuration.Auth.ValidateRequests,
            Status = exchange.Status,
            Verdict = exchange.Verdict,

            // It may quote the caller, and is shown on terminals.
            Explanation = exchange.Explanation is { } explanation ? Printable.Line(explanation, int.MaxValue) : null,
            Sender = exchange.SenderText,
            SenderClass = SenderClass.Of(exchange),
            Address = exchange.ClientAddress.ToString(),
            Policy = exchange.Policy,
            SignedBy = Claim(envelope.SignedBy),
            SignedFor = Claim(envelope.SignedFor),
            Timestamp = Claim(envelope.Timestamp),
            Uuid = Claim(envelope.Uuid),
            Bytes = exchange.BodyLength,
            BodySha256 = exchange.BodyDigest.IsEmpty ? null : Convert.ToHexStringLower(exchange.BodyDigest.Span),
            AnswerBytes = exchange.AnswerLength,
            Server = exchange.Stages.Passed(Stage.Forwarded) ? ProxyMetrics.ServerOf(exchange) : null,
            HeadersMs = After(exchange, Stage.Headers),
            BodyMs = After(exchange, Stage.Body),
            SignatureMs = After(exchange, Stage.Signature),
            AcceptedMs = After(exchange, Stage.Accepted),
            ForwardedMs = After(exchange, Stage.Forwarded),
            TotalMs = After(exchange, Stage.Ended) ?? 0,
            QueueMs = Rounded(exchange.QueueTime),
            BackendMs = Rounded(exchange.BackendTime),
            TraceId = exchange.Span?.TraceId.ToHexString() ?? CallersTrace(exchange),
        };
    }

    private static string? Claim(string? text) => text is null ? null : Printable.Line(text, LongestClaim);

    private static double? After(Exchange exchange, Stage stage) => exchange.Stages.After(exchange.Started, stage) is { } time ? Rounded(time) : null;

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);

    private static string? CallersTrace(Exchange exchange) =>
        exchange.Context.Request.Headers.TraceParent is [{ Length: > 0 } parent, ..] && ActivityContext.TryParse(parent, null, out ActivityContext caller)
            ? caller.TraceId.ToHexString()
            : null;
}
