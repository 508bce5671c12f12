using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ReverseProxy.Logging;

/// <summary><c>2026-11-22 14:00:00 | INFO     | message</c>: the original's lines, in local time.</summary>
internal sealed class TextLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "proxy-text";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write(time.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss", null));
        textWriter.Write(" | ");
        textWriter.Write(LevelName.Of(logEntry.LogLevel).PadRight(8));
        textWriter.Write(" | ");
        WriteOnOneLine(textWriter, message);
        textWriter.Write('\n');
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(exception.ToString());
            textWriter.Write('\n');
        }
    }

    // What a caller wrote may be in the message: it must not begin a line of its own or move the cursor.
    private static void WriteOnOneLine(TextWriter writer, string message)
    {
        foreach (char character in message)
        {
            writer.Write(Printable.IsHarmless(character) ? character : '?');
        }
    }
}
