using System.CommandLine;
using System.Globalization;
using ReverseProxy.CommandLine;
using Spectre.Console;

namespace ReverseProxy.Demo;

/// <summary><c>reverse-proxy demo</c>: shows what the proxy does, with everything embedded.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Command command = new("demo", "Show what the proxy does: a proxy, a backend and throw-away keys on free loopback ports. Exit code 0 if every verdict is right.");
        command.SetAction((_, cancellationToken) => RunAsync(AnsiConsole.Console, cancellationToken));
        return command;
    }

    internal static async Task<int> RunAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (console.Profile.Out.IsTerminal is false)
        {
            // In a pipe there is no width to keep to.
            console.Profile.Width = 140;
        }

        await using DemoRun run = await DemoRun.StartAsync(cancellationToken);
        console.WriteLine("A miner's GPU servers must not be on the internet. This proxy is, in front of them: it lets in what a known");
        console.WriteLine("validator has signed for this miner, once and in time, and turns everything else away before it costs anything.");
        console.WriteLine();
        console.WriteLine($"proxy      {run.Url}   (miner hotkey {run.Miner})");
        console.WriteLine($"backend    {run.BackendUrl}   (stands in for a GPU server)");
        console.WriteLine($"validator  {run.Validator}");
        console.WriteLine();

        Table table = new Table().Border(TableBorder.Rounded).AddColumns("", "what happens", "request", "answer").AddColumn(new TableColumn("ms").RightAligned());
        bool right = true;
        int jobs = 0;
        int accepted = 0;
        await foreach (DemoStep step in run.StepsAsync())
        {
            right &= step.IsRight;
            jobs += step.Request.StartsWith("POST", StringComparison.Ordinal) ? 1 : 0;
            accepted += step.Actual.StartsWith("202", StringComparison.Ordinal) ? 1 : 0;
            table.AddRow(
                new Text(step.IsRight ? "ok" : "WRONG", step.IsRight ? Color.Green : Color.Red),
                new Text(step.What),
                new Text(step.Request),
                new Text(step.IsRight ? step.Actual : $"{step.Actual}, not {step.Expected}"),
                new Text(step.Elapsed.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)));
        }

        console.Write(table);
        right &= run.Jobs == accepted;
        console.WriteLine($"{run.Jobs} of {jobs} jobs reached the backend: the one that was signed rightly, in time, for us, by somebody we know, and for the first time.");
        console.WriteLine(right ? "Every verdict is right." : "A verdict is WRONG.");
        return right ? ExitCode.Done : ExitCode.Failed;
    }
}
