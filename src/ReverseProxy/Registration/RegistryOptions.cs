using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using ReverseProxy.CommandLine;
using ReverseProxy.Logging;

namespace ReverseProxy.Registration;

/// <summary>The options that <c>register</c>, <c>check</c> and <c>read</c> share: those of the original, and <c>--json</c>.</summary>
internal sealed class RegistryOptions
{
    private const ushort DefaultNetuid = 11;

    private readonly Option<string?> _network = new("--network") { Description = "finney, test, archive, local, or a node's address (ws://… or wss://…) [default: finney]", HelpName = "NETWORK" };
    private readonly Option<string?> _netuid = new("--netuid") { Description = $"The subnet [default: {DefaultNetuid}]", HelpName = "NUMBER" };
    private readonly Option<string?> _sdkNetwork = new("--subtensor.network", "--subtensor-network") { Description = "As --network [default: $BT_SUBTENSOR_NETWORK, else $BT_NETWORK, else finney]", HelpName = "NETWORK" };
    private readonly Option<string?> _endpoint = new("--subtensor.chain_endpoint", "--subtensor-chain-endpoint") { Description = "The address of a node; goes before --network [default: $BT_SUBTENSOR_CHAIN_ENDPOINT, else $BT_CHAIN_ENDPOINT]", HelpName = "URL" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document and nothing else (docs/registry.md describes it)" };
    private readonly Option<bool> _verbose = new("--verbose");
    private readonly Option<bool> _info = new("--logging.info", "--logging-info") { Description = "Tell on standard error what is done [default: whether $BT_LOGGING_INFO is set]" };
    private readonly Option<bool> _debug = new("--logging.debug", "--logging-debug") { Description = "Tell more [default: whether $BT_LOGGING_DEBUG is set]" };
    private readonly Option<bool> _trace = new("--logging.trace", "--logging-trace") { Description = "Tell every message of the node, too [default: whether $BT_LOGGING_TRACE is set]" };

    private readonly bool _verboseTells;

    /// <param name="verbose">What <c>--verbose</c> does; null where it is another word for <c>--logging.info</c>.</param>
    public RegistryOptions(string? verbose = null)
    {
        _verbose.Description = verbose ?? "As --logging.info";
        _verboseTells = verbose is null;
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _network, _netuid, _sdkNetwork, _endpoint, _json, _verbose, _info, _debug, _trace })
        {
            command.Options.Add(option);
        }

        IgnoredOptions.AddTo(command);
    }

    public bool Json(ParseResult result) => result.GetValue(_json);

    public bool Verbose(ParseResult result) => result.GetValue(_verbose);

    /// <exception cref="CommandException">It is no number of a subnet.</exception>
    public ushort Netuid(ParseResult result)
    {
        string? text = result.GetValue(_netuid);
        return text is null ? DefaultNetuid
            : ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort netuid) ? netuid
            : throw new CommandException($"--netuid: \"{Printable.Escaped(text)}\" is not a number from 0 to 65535", ExitCode.Usage);
    }

    /// <exception cref="CommandException">There is no such network.</exception>
    public ChainTarget Target(ParseResult result) =>
        ChainTarget.Resolve(result.GetValue(_endpoint), result.GetValue(_network), result.GetValue(_sdkNetwork), Environment.GetEnvironmentVariable);

    /// <summary>Who is told what is done: standard error, from the level that was asked for on.</summary>
    public ILogger Logger(ParseResult result) => new ErrorStreamLogger(Console.Error, TimeProvider.System, Level(result));

    private LogLevel Level(ParseResult result)
    {
        return Asked(_trace, "BT_LOGGING_TRACE") ? LogLevel.Trace
            : Asked(_debug, "BT_LOGGING_DEBUG") ? LogLevel.Debug
            : Asked(_info, "BT_LOGGING_INFO") || (_verboseTells && result.GetValue(_verbose)) ? LogLevel.Information
            : LogLevel.Warning;

        // Any text in the variable turns it on, "0" and "false" too, as in the SDK.
        bool Asked(Option<bool> option, string variable) => result.GetValue(option) || Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
    }
}
