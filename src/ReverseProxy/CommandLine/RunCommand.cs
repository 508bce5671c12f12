using System.CommandLine;
using System.Runtime.InteropServices;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;

namespace ReverseProxy.CommandLine;

/// <summary><c>reverse-proxy run</c>: serve until told to stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Command command = new("run", "Serve until SIGTERM or SIGINT. Running requests then have server.shutdown_timeout seconds to end; SIGHUP reads the configuration again.");
        AddTo(command);
        return command;
    }

    public static void AddTo(Command command)
    {
        ConfigurationOptions options = new();
        options.AddTo(command);
        command.SetAction((result, _) => RunAsync(options.Reader(result)));
    }

    private static async Task<int> RunAsync(Func<ConfigurationReading> read)
    {
        ConfigurationReading reading = read();
        using CancellationTokenSource stop = new();
        TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStop);

        await using ProxyServer server = await ProxyServer.StartAsync(new() { Reading = reading, Reread = read }, stop.Token);
        using PosixSignalRegistration? hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = server.Reload();
        });

        await Task.WhenAny(stopping.Task, server.StopAsked);
        await server.StopAsync(stop.Token);
        return ExitCode.Done;

        void OnStop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (!stopping.TrySetResult())
            {
                // Asked a second time: whoever asks does not want to wait for running requests.
                stop.Cancel();
            }
        }
    }
}
