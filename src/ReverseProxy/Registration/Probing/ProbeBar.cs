using Spectre.Console;

namespace ReverseProxy.Registration.Probing;

/// <summary>Shows on the terminal how many miners have been asked; on standard error, so that the result can be redirected.</summary>
internal static class ProbeBar
{
    public static Task<T> ShowAsync<T>(int count, Func<Action<int>, Task<T>> work)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress()
            .AutoClear(enabled: true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask($"asking {count} miners", maxValue: Math.Max(1, count));
                return await work(done => task.Value = done);
            });
    }
}
