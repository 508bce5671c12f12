using System.CommandLine;
using ReverseProxy.Configuration;

namespace ReverseProxy.CommandLine;

/// <summary><c>reverse-proxy config</c>: make, show and check the configuration.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        Command command = new("config", "Make, show and check the configuration.");
        command.Subcommands.Add(Init());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Validate());
        return command;
    }

    private static Command Init()
    {
        Argument<string> path = new("file") { Description = "Where to write it", DefaultValueFactory = _ => Path.Combine("reverse_proxy", "config.json") };
        Option<string?> hotkey = new("--miner-hotkey") { Description = "Your miner's hotkey (SS58)", HelpName = "HOTKEY" };
        Option<bool> force = new("--force") { Description = "Overwrite a file that is there" };
        Command command = new("init", "Write a working configuration file, for you to put your hotkey into.\nExample: reverse-proxy config init --miner-hotkey 5Grwva…")
        {
            path, hotkey, force,
        };
        command.SetAction(result =>
        {
            string file = result.GetValue(path)!;
            string? key = result.GetValue(hotkey);
            if (key is not null && !Substrate.Cryptography.AccountId.TryParse(key, out _))
            {
                throw new CommandException($"--miner-hotkey: \"{key}\" is not a valid SS58 address", ExitCode.Usage);
            }

            if (File.Exists(file) && !result.GetValue(force))
            {
                Console.WriteLine($"{file} already exists (skipping).");
                return ExitCode.Done;
            }

            ExampleConfiguration.Write(file, key);
            Console.WriteLine(key is null
                ? $"Generated {file}: put your miner's hotkey into auth.miner_hotkey"
                : $"Generated {file}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        ConfigurationOptions options = new();
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        Command command = new("show", "Print every setting in force and where it comes from.") { json };
        options.AddTo(command);
        command.SetAction(result => ConfigurationPrinter.Print(options.Reader(result)(), result.GetValue(json), Console.Out));
        return command;
    }

    private static Command Validate()
    {
        ConfigurationOptions options = new();
        Command command = new("validate", "Check the configuration without serving: exit code 0 if it can be served with, else 2.");
        options.AddTo(command);
        command.SetAction(result =>
        {
            ConfigurationReading reading = options.Reader(result)();
            foreach (string warning in reading.Warnings)
            {
                Console.Error.WriteLine("warning: " + warning);
            }

            Console.WriteLine($"{reading.FilePath ?? "environment and defaults"}: valid, {reading.Warnings.Count} warnings");
        });
        return command;
    }
}
