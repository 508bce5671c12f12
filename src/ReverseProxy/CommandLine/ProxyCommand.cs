using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Bittensor.Wallets;
using ReverseProxy.Admin;
using ReverseProxy.Configuration;
using ReverseProxy.Diagnosis;
using ReverseProxy.Recording;
using ReverseProxy.Registration;
using ReverseProxy.Serving;
using ReverseProxy.Signing;
using ReverseProxy.Tls;

namespace ReverseProxy.CommandLine;

/// <summary>The command <c>reverse-proxy</c> and its subcommands.</summary>
internal static class ProxyCommand
{
    public static RootCommand Create()
    {
        RootCommand root = new(
            $"""
            The public entry point of a Bittensor miner: verifies Epistula-signed requests and forwards them to your GPU servers.
            Without a subcommand it serves, as `reverse-proxy run` does.

            {ExitCode.Table}
            """);
        RunCommand.AddTo(root);
        IgnoredOptions.AddGlobalTo(root);
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        root.Subcommands.Add(RegisterCommand.Create());
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(ReadCommand.Create());
        root.Subcommands.Add(SendersCommand.Create());
        root.Subcommands.Add(ReloadCommand.Create());
        root.Subcommands.Add(DrainCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(TailCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(CapacityCommand.Create());
        root.Subcommands.Add(SignCommand.Create());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(Demo.DemoCommand.Create());
        return root;
    }

    /// <summary>Parses, runs, and turns whatever goes wrong into one line on standard error and an exit code.</summary>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        ParseResult result = Create().Parse(arguments, new() { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0 && result.Action is not HelpAction)
        {
            foreach (ParseError error in result.Errors)
            {
                await Console.Error.WriteLineAsync($"reverse-proxy: {error.Message.ReplaceLineEndings(" ")}");
            }

            await Console.Error.WriteLineAsync($"reverse-proxy: see `{CommandPath(result)} --help`");
            return ExitCode.Usage;
        }

        try
        {
            if (result.Action is HelpAction)
            {
                return ShowHelp(result);
            }

            // Signals are the commands' own business: serving ends differently from waiting for a block.
            return await result.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (ConfigurationException exception)
        {
            return await FailAsync(exception.Lines, ExitCode.Usage);
        }
        catch (CertificateException exception)
        {
            return await FailAsync([exception.Message], ExitCode.Usage);
        }
        catch (ListenException exception)
        {
            return await FailAsync([exception.Message], ExitCode.Listen);
        }
        catch (WalletException exception)
        {
            return await FailAsync([exception.Message], ExitCode.Wallet);
        }
        catch (CommandException exception)
        {
            return await FailAsync([exception.Message], exception.ExitCode);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (Environment.GetEnvironmentVariable("REVERSE_PROXY_TRACE") is null)
        {
            return await FailAsync(
                [$"unexpected {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} (REVERSE_PROXY_TRACE=1 shows where; please report it)"], ExitCode.Failed);
        }
    }

    /// <summary>Writes the page at once: it comes in 160 pieces, each a system call where it goes to the console.</summary>
    private static int ShowHelp(ParseResult result)
    {
        using StringWriter page = new();
        int exitCode = result.Invoke(new() { EnableDefaultExceptionHandler = false, Output = page });
        using Stream output = Console.OpenStandardOutput();
        output.Write(Console.OutputEncoding.GetBytes(page.ToString()));
        return exitCode;
    }

    private static async Task<int> FailAsync(IReadOnlyList<string> lines, int exitCode)
    {
        foreach (string line in lines)
        {
            await Console.Error.WriteLineAsync("reverse-proxy: " + line);
        }

        return exitCode;
    }

    private static string CommandPath(ParseResult result)
    {
        Stack<string> names = new();
        for (SymbolResult? symbol = result.CommandResult; symbol is not null; symbol = symbol.Parent)
        {
            if (symbol is CommandResult { Command: not RootCommand } command)
            {
                names.Push(command.Command.Name);
            }
        }

        return string.Join(' ', names.Prepend("reverse-proxy"));
    }
}
