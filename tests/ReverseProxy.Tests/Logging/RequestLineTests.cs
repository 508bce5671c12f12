using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using ReverseProxy.Logging;

namespace ReverseProxy.Tests.Logging;

public class RequestLineTests
{
    private static readonly RequestLine Line = new()
    {
        Method = "POST",
        Route = "/train",
        Status = 200,
        Verdict = "accepted",
        Id = "0abc",
        Sender = "5abc",
        Bytes = 312,
        AuthMs = 0.125,
        QueueMs = 0,
        BackendMs = 12.5,
        TotalMs = 13,
        Explanation = string.Empty,
    };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_text_line_has_all_of_it() => Write(new TextLineFormatter(_clock), Line).ShouldBe(
        "2026-11-22 14:00:00 | INFO     | POST /train 200 accepted id=0abc sender=5abc bytes=312 auth_ms=0.125 queue_ms=0 backend_ms=12.5 total_ms=13\n");

    [Fact]
    public void What_a_caller_wrote_stays_in_its_line() => Write(new TextLineFormatter(_clock), Line with { Explanation = ": \u001b[2J\n\u202ezz \u00fc" })
        .ShouldEndWith("total_ms=13: ?[2J??zz \u00fc\n");

    [Fact]
    public void A_JSON_line_has_its_values_by_name()
    {
        JsonElement line = JsonDocument.Parse(Write(new JsonLineFormatter(_clock), Line)).RootElement;

        line.EnumerateObject().Select(member => member.Name).ShouldBe(
            ["time", "level", "logger", "message", "method", "route", "status", "verdict", "id", "sender", "bytes", "auth_ms", "queue_ms", "backend_ms", "total_ms", "explanation"]);
        line.GetProperty("message").GetString().ShouldBe(Line.ToString());
        line.GetProperty("backend_ms").GetDouble().ShouldBe(12.5);
    }

    private static string Write(ConsoleFormatter formatter, RequestLine line)
    {
        using StringWriter output = new();
        formatter.Write(new LogEntry<RequestLine>(LogLevel.Information, "category", default, line, null, (state, _) => state.ToString()), null, output);
        return output.ToString();
    }
}
