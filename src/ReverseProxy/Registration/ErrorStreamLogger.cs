using Microsoft.Extensions.Logging;
using ReverseProxy.Logging;

namespace ReverseProxy.Registration;

/// <summary>
/// Writes <c>2026-11-26 21:32:24.123 |      DEBUG       | message</c>, the lines of the Bittensor SDK, at once and without a thread of
/// its own: a command ends when it is done, and the last line must be out by then.
/// </summary>
internal sealed class ErrorStreamLogger(TextWriter writer, TimeProvider time, LogLevel lowest) : ILogger
{
    private const int LevelWidth = 16;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string level = LevelName.Of(logLevel);
        string centred = level.PadLeft((LevelWidth + level.Length) / 2).PadRight(LevelWidth);
        string now = time.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss.fff", null);
        writer.WriteLine($"{now} | {centred} | {Printable.Escaped(formatter(state, exception))}");
    }
}
