using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ReverseProxy.Logging;

namespace ReverseProxy.Tests.Logging;

public class LineFormatterTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(LogLevel.Information, "2026-11-22 14:00:00 | INFO     | hello\n")]
    [InlineData(LogLevel.Warning, "2026-11-22 14:00:00 | WARNING  | hello\n")]
    [InlineData(LogLevel.Critical, "2026-11-22 14:00:00 | CRITICAL | hello\n")]
    public void Text_lines_look_like_the_originals(LogLevel level, string line) =>
        Format(new TextLineFormatter(_clock), level, "hello").ShouldBe(line);

    [Fact]
    public void A_text_line_is_one_line() =>
        Format(new TextLineFormatter(_clock), LogLevel.Error, "a\nb\u001b[2Jc").ShouldBe("2026-11-22 14:00:00 | ERROR    | a?b?[2Jc\n");

    [Fact]
    public void A_JSON_line_carries_the_values_under_their_names()
    {
        LogEntry<KeyValuePair<string, object?>[]> entry = new(
            LogLevel.Information,
            "category",
            default,
            [new("Status", 200), new("AuthMs", 0.5), new("Sender", "5abc"), new("Nothing", null), new("{OriginalFormat}", "x")],
            null,
            (_, _) => "mes\nsage");
        using StringWriter output = new();

        new JsonLineFormatter(_clock).Write(entry, null, output);

        output.ToString().Count(character => character == '\n').ShouldBe(1);
        JsonElement line = JsonDocument.Parse(output.ToString()).RootElement;
        line.EnumerateObject().Select(member => member.Name).ShouldBe(["time", "level", "logger", "message", "status", "auth_ms", "sender"]);
        line.GetProperty("time").GetDateTimeOffset().ShouldBe(_clock.GetUtcNow());
        line.GetProperty("level").GetString().ShouldBe("INFO");
        line.GetProperty("status").GetInt32().ShouldBe(200);
        line.GetProperty("message").GetString().ShouldBe("mes\nsage");
    }

    private static string Format(Microsoft.Extensions.Logging.Console.ConsoleFormatter formatter, LogLevel level, string message)
    {
        using StringWriter output = new();
        formatter.Write(new LogEntry<string>(level, "category", default, message, null, (state, _) => state), null, output);
        return output.ToString();
    }
}
