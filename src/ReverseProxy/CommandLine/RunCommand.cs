using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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

        await using ProxyServer server = await ProxyServer.StartAsync(new() { Reading = reading, Reread = read, IsTheService = true }, stop.Token);
        using PosixSignalRegistration? hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = server.Reload();
        });

        using CancellationTokenSource cold = new();
        Task warming = reading.Configuration.Server.WarmUp
            ? WarmUp.RunAsync(reading.Configuration, server.Services.GetRequiredService<ILogger<ProxyServer>>(), cold.Token)
            : Task.CompletedTask;
        await Task.WhenAny(stopping.Task, server.StopAsked);
        await cold.CancelAsync();
        await server.StopAsync(stop.Token);
        await warming;
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
