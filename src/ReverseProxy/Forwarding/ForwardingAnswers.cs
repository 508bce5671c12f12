using System.Globalization;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Backends;
using ReverseProxy.Serving;

namespace ReverseProxy.Forwarding;

/// <summary>What a caller is told when no backend answers. Never that a job was taken: only backends say that.</summary>
internal static class ForwardingAnswers
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>The answer for a try after which there is no other.</summary>
    public static Task WriteAsync(Exchange exchange, TryResult result, string server)
    {
        HttpContext context = exchange.Context;
        exchange.Explanation = result.Reason;
        switch (result.Outcome)
        {
            case TryOutcome.CallerGone:
                exchange.Outcome = "client_gone";
                return Task.CompletedTask;
            case TryOutcome.BrokeOff:
                exchange.Outcome = "backend_broke_off";
                return Task.CompletedTask;
        }

        Reset(exchange);
        switch (result.Outcome)
        {
            case TryOutcome.Silent:
                exchange.Outcome = "backend_silent";
                return Answers.WriteAsync(context, StatusCodes.Status504GatewayTimeout, Answers.BackendSilent);
            case TryOutcome.OutOfTime:
                exchange.Outcome = "backend_late";
                exchange.Explanation = $"backend {server}: {result.Reason} by the caller's deadline";
                return RefuseAsync(exchange, "No backend has taken the job in time", Soon, estimate: null);
            default:
                exchange.Outcome = "backend_unreachable";
                exchange.Explanation = $"backend {server}: {result.Reason}";
                return Answers.WriteAsync(context, StatusCodes.Status502BadGateway, Answers.BackendUnreachable);
        }
    }

    /// <summary>The answer where waiting would be in vain.</summary>
    public static Task WriteAsync(Exchange exchange, TurnRefusal refusal)
    {
        bool inVain = refusal.Code == "deadline";
        exchange.Outcome = "refused_queue_full";
        if (inVain)
        {
            exchange.Outcome = "refused_deadline";
        }

        exchange.Explanation = string.Create(CultureInfo.InvariantCulture, $"it could have been done in {refusal.Estimate.TotalSeconds:0.0} s");
        exchange.Context.Response.Headers["X-Refusal-Reason"] = refusal.Code;
        string detail = inVain ? "The job cannot be done in time" : "Too many jobs are waiting";
        return RefuseAsync(exchange, detail, refusal.RetryAfter, refusal.Estimate);
    }

    /// <summary>The answer where no server of a pool is well.</summary>
    public static Task WriteNoServerAsync(Exchange exchange, BackendPool pool)
    {
        Reset(exchange);
        exchange.Outcome = "backend_unwell";
        exchange.Explanation = $"no server of the pool {pool.Name} is well: " + string.Join("; ", pool.Servers.Select(server => $"{server}: {server.Health.Describe().Reason}"));
        return RefuseAsync(exchange, "No backend is ready", Soon, estimate: null);
    }

    /// <summary>Takes back what a failed try has put into the answer.</summary>
    public static void Reset(Exchange exchange)
    {
        exchange.Context.Response.Clear();
        exchange.Context.Response.Headers["X-Request-Id"] = exchange.Id;
    }

    private static Task RefuseAsync(Exchange exchange, string detail, TimeSpan retryAfter, TimeSpan? estimate)
    {
        long seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
        exchange.Context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        byte[] json = JsonBytes.Object(writer =>
        {
            writer.WriteString("detail"u8, detail);
            if (estimate is { } time)
            {
                writer.WriteNumber("estimate_seconds"u8, Math.Round(time.TotalSeconds, 1));
            }

            writer.WriteNumber("retry_after"u8, seconds);
        });
        return Answers.WriteAsync(exchange.Context, StatusCodes.Status503ServiceUnavailable, json);
    }
}
