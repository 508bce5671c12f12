using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ReverseProxy.Logging;

/// <summary>
/// Logs to standard output through a <see cref="LineWriter"/>. The framework's console provider costs a system call and a wake-up
/// a line, a tenth of a small request, and lets requests wait for whoever reads the output.
/// </summary>
internal sealed class LineLoggerProvider : ILoggerProvider
{
    private readonly ConsoleFormatter _formatter;
    private readonly LineWriter _writer;

    public LineLoggerProvider(ConsoleFormatter formatter, Stream output)
    {
        _formatter = formatter;
        _writer = new(output, LostLine);
    }

    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, _formatter, _writer);

    public void Dispose() => _writer.Dispose();

    private string LostLine(long lost)
    {
        using StringWriter text = new();
        _formatter.Write(
            new LogEntry<long>(LogLevel.Warning, typeof(LineLoggerProvider).FullName!, default, lost, null, static (count, _) => $"{count} log lines were lost: whoever reads the output is too slow"),
            null,
            text);
        return text.ToString();
    }
}
