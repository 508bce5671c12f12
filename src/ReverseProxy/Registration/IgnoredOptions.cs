using System.CommandLine;

namespace ReverseProxy.Registration;

/// <summary>Options that the original took and that mean nothing here. They are taken, so that scripts which give them keep working.</summary>
internal static class IgnoredOptions
{
    /// <summary>Those of every subcommand of the original.</summary>
    public static void AddTo(Command command)
    {
        AddGlobalTo(command);
        command.Options.Add(new Option<bool>("--logging.record_log") { Hidden = true });
        command.Options.Add(new Option<bool>("--logging.enable_third_party_loggers") { Hidden = true });
        command.Options.Add(new Option<string?>("--logging.logging_dir") { Hidden = true });
        command.Options.Add(new Option<string?>("--subtensor._mock") { Hidden = true });
    }

    /// <summary>Those that stood before the subcommand in the original.</summary>
    public static void AddGlobalTo(Command command)
    {
        command.Options.Add(new Option<bool>("--strict") { Hidden = true });
        command.Options.Add(new Option<bool>("--no_version_checking") { Hidden = true });
    }
}
