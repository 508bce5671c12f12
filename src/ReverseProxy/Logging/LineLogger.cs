using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ReverseProxy.Logging;

/// <summary>The logger of one category.</summary>
internal sealed class LineLogger(string category, ConsoleFormatter formatter, LineWriter writer) : ILogger
{
    [ThreadStatic]
    private static StringWriter? _text;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // What is logged is the filters' to decide.
    public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> toText)
    {
        StringWriter text = _text ??= new();
        StringBuilder built = text.GetStringBuilder();
        formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, toText), null, text);
        char[] line = ArrayPool<char>.Shared.Rent(built.Length);
        built.CopyTo(0, line, built.Length);
        writer.Write(line.AsSpan(0, built.Length));
        ArrayPool<char>.Shared.Return(line);
        _ = built.Clear();
    }
}
