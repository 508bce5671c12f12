using System.CommandLine;
using Bittensor.Registry;
using Bittensor.Wallets;
using Microsoft.Extensions.Logging;
using ReverseProxy.CommandLine;
using ReverseProxy.Logging;
using Spectre.Console;

namespace ReverseProxy.Registration;

/// <summary><c>reverse-proxy register</c>: puts the address of the miner on chain, where validators look for it.</summary>
internal sealed class RegisterCommand
{
    private readonly RegistryOptions _options = new();
    private readonly WalletOptions _wallet = new();
    private readonly Option<string> _address = new("--address") { Description = "The IP address or host name at which your proxy is reached, up to 45 characters; IPv6 in brackets", HelpName = "ADDRESS", Required = true };
    private readonly Option<string> _port = new("--port") { Description = "The port at which your proxy is reached, 0 to 65535", HelpName = "PORT", Required = true };
    private readonly Option<bool> _online = new("--online") { Description = "Commit to the chain; without it nothing leaves this machine" };
    private readonly Option<bool> _force = new("--force") { Description = "Submit although a check says no or the same is there already; take an IPv6 address without brackets" };

    public static Command Create() => new RegisterCommand().CreateCommand();

    private Command CreateCommand()
    {
        Command command = new(
            "register",
            $"""
            Put your miner's address on chain, where validators look for it. Without --online it only shows what would be committed.
            Needs the hotkey only: no coldkey is ever opened. Costs nothing.
            Example: reverse-proxy register --network finney --netuid 11 --wallet.name coldkey --wallet.hotkey hotkey11 --address 13.89.38.129 --port 9999 --online

            {ExitCode.Table}
            """)
        {
            _address, _port, _online, _force,
        };
        _wallet.AddTo(command);
        _options.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        RegistrationRequest request = Read(result);
        RegistrationReport report = new() { Hotkey = request.Hotkey.Account };
        bool json = _options.Json(result);

        // With --json the document is all that standard output gets.
        TextWriter output = json ? Console.Error : Console.Out;
        bool isTerminal = json ? !Console.IsErrorRedirected : !Console.IsOutputRedirected;
        RegistrationVoice voice = new(report, output, Console.Error, isTerminal ? AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) }) : null);
        Warn(request, voice);
        CommandException? failure = null;
        try
        {
            if (!json)
            {
                Summarise(request, report, output);
            }

            await RegisterAsync(request, report, voice, Logger(result), cancellationToken);
        }
        catch (CommandException exception)
        {
            failure = exception;
        }
        catch (WalletException exception)
        {
            failure = new CommandException(exception.Message, ExitCode.Wallet);
        }

        if (json)
        {
            JsonOutput.Write(Console.Out, writer => RegistrationJson.Write(writer, request, report, failure));
        }
        else if (failure is null)
        {
            Conclude(request, report, output);
        }

        return failure is null ? ExitCode.Done : throw failure;
    }

    private ILogger Logger(ParseResult result) => _options.Logger(result);

    private static async Task RegisterAsync(
        RegistrationRequest request, RegistrationReport report, RegistrationVoice voice, ILogger logger, CancellationToken cancellationToken)
    {
        Log.Target(logger, request.Target.Name, request.Target.Endpoint, request.Netuid);
        if (!request.IsOnline)
        {
            report.Status = RegistrationStatus.DryRun;
            return;
        }

        using Interruption interruption = new(cancellationToken);
        await new OnlineRegistration(request, report, new ConsolePasswordPrompt(), voice, logger, new()).RunAsync(interruption.Token);
    }

    /// <exception cref="CommandException">What was given cannot be registered.</exception>
    private RegistrationRequest Read(ParseResult result)
    {
        ChainTarget target = _options.Target(result);
        ushort netuid = _options.Netuid(result);
        bool force = result.GetValue(_force);
        try
        {
            MinerEndpoint endpoint = MinerEndpoint.Create(result.GetValue(_address)!, result.GetValue(_port)!, acceptBareIPv6: force);
            Wallet wallet = _wallet.Open(result);
            return new(target, netuid, wallet, wallet.FindHotkey(), endpoint, result.GetValue(_online), force);
        }
        catch (MinerEndpointException exception)
        {
            throw new CommandException(Printable.Escaped(exception.Message), ExitCode.Usage);
        }
    }

    private static void Warn(RegistrationRequest request, RegistrationVoice voice)
    {
        IEnumerable<string> warnings = request.Wallet.Warnings.Concat(request.Hotkey.Warnings).Select(warning => warning.Message);
        foreach (string warning in warnings.Concat(AddressWarnings.Of(request.Endpoint)))
        {
            voice.Warn(warning);
        }
    }

    private static void Summarise(RegistrationRequest request, RegistrationReport report, TextWriter output) => output.WriteLine(
        $"""
        === Registration Summary ===
        Coldkey: {request.Coldkey}
        Hotkey: {request.HotkeyText(report.Hotkey)}
        Network: {request.Target.Name}
        Netuid: {request.Netuid}
        String to commit: {request.Endpoint}
        String length: {request.Endpoint.ToString().Length} of {MinerEndpoint.MaximumLength} bytes
        ============================
        """);

    private static void Conclude(RegistrationRequest request, RegistrationReport report, TextWriter output) => output.WriteLine(report.Status switch
    {
        RegistrationStatus.DryRun => "Dry run: nothing left this machine. Add --online to commit it.",
        RegistrationStatus.AlreadyCommitted =>
            $"{request.Endpoint} stands there already, since block {report.BlockNumber}: nothing to do. --force commits it again.",
        _ => $"Successfully committed {request.Endpoint} under {report.Hotkey?.ToSs58()} on netuid {request.Netuid} in block {report.BlockNumber}",
    });
}
