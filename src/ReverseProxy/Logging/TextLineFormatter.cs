using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ReverseProxy.Logging;

/// <summary><c>2026-11-22 14:00:00 | INFO     | message</c>: the original's lines, in local time.</summary>
internal sealed class TextLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "proxy-text";

    private volatile Written? _last;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(Moment());
        textWriter.Write(" | ");
        textWriter.Write(LevelName.Of(logEntry.LogLevel).PadRight(8));
        textWriter.Write(" | ");

        TState state = logEntry.State;
        if (typeof(TState) == typeof(RequestLine) && textWriter is StringWriter text)
        {
            AppendRequest(text.GetStringBuilder(), Unsafe.As<TState, RequestLine>(ref state));
        }
        else
        {
            textWriter.Write(Printable.Line(logEntry.Formatter(state, logEntry.Exception), int.MaxValue));
        }

        textWriter.Write('\n');
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(exception.ToString());
            textWriter.Write('\n');
        }
    }

    // What a caller wrote may be in it: it must not begin a line of its own or move the cursor.
    private static void AppendRequest(StringBuilder text, in RequestLine line)
    {
        int start = text.Length;
        line.AppendTo(text);
        foreach (ReadOnlyMemory<char> chunk in text.GetChunks())
        {
            if (chunk.Span.ContainsAnyExceptInRange(' ', '~'))
            {
                string printable = Printable.Line(text.ToString(start, text.Length - start), int.MaxValue);
                text.Length = start;
                _ = text.Append(printable);
                return;
            }
        }
    }

    /// <summary>The time of day in whole seconds, written once for all lines of a second.</summary>
    private string Moment()
    {
        DateTimeOffset now = time.GetUtcNow();
        long second = now.ToUnixTimeSeconds();
        Written? last = _last;
        if (last?.Second != second)
        {
            _last = last = new(second, TimeZoneInfo.ConvertTime(now, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", null));
        }

        return last.Text;
    }

    private sealed record Written(long Second, string Text);
}
