using System.CommandLine;
using Bittensor.Registry;
using Microsoft.Extensions.Logging;
using ReverseProxy.CommandLine;
using ReverseProxy.Registration.Probing;
using Spectre.Console;
using Substrate.Cryptography;

namespace ReverseProxy.Registration;

/// <summary><c>reverse-proxy check</c>: shows what stands on chain for a subnet, and whether the miners are there.</summary>
internal sealed class CheckCommand
{
    private readonly RegistryOptions _options = new("Show why invalid commitments are invalid");
    private readonly WalletOptions _wallet = new();
    private readonly Option<bool> _probe = new("--probe") { Description = "Ask every valid address whether its miner is there (3 s each, all at once)" };
    private readonly Option<bool> _allowPrivate = new("--allow-private") { Description = "With --probe: ask at addresses of private networks and of this machine, too" };

    public static Command Create() => new CheckCommand().CreateCommand();

    private Command CreateCommand()
    {
        Command command = new(
            "check",
            $"""
            Show all commitments of a subnet: the valid ones with address and port, the invalid ones as they are.
            Example: reverse-proxy check --network finney --netuid 11 --probe

            {ExitCode.Table}
            """)
        {
            _probe, _allowPrivate,
        };
        _options.AddTo(command);

        // The original took the wallet's options for every subcommand.
        _wallet.AddTo(command, hidden: true);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        ILogger logger = _options.Logger(result);
        using Interruption interruption = new(cancellationToken);
        RegistrySnapshot snapshot = await RegistrySnapshot.ReadAsync(_options.Target(result), _options.Netuid(result), logger, interruption.Token);
        CheckReport report = new(snapshot, await ProbeAsync(result, snapshot.Registry, logger, interruption.Token), _options.Verbose(result));
        if (_options.Json(result))
        {
            JsonOutput.Write(Console.Out, report.WriteTo);
        }
        else if (snapshot.Registry.Entries.IsEmpty)
        {
            Console.Out.WriteLine(snapshot.NothingFound);
        }
        else if (!Console.IsOutputRedirected && CheckTables.Fit(AnsiConsole.Console, report))
        {
            CheckTables.Write(AnsiConsole.Console, report);
        }
        else
        {
            CheckListing.Write(Console.Out, report);
        }

        return snapshot.ExitCode;
    }

    private async Task<IReadOnlyDictionary<AccountId, ProbeResult>?> ProbeAsync(
        ParseResult result, MinerRegistry registry, ILogger logger, CancellationToken cancellationToken)
    {
        if (!result.GetValue(_probe))
        {
            return null;
        }

        ProbeOptions options = new() { AllowPrivate = result.GetValue(_allowPrivate) };
        return Console.IsErrorRedirected
            ? await ProbeRun.AskAsync(registry.Valid, options, logger, done: null, cancellationToken)
            : await ProbeBar.ShowAsync(
                registry.Valid.Count(), done => ProbeRun.AskAsync(registry.Valid, options, logger, done, cancellationToken));
    }
}
