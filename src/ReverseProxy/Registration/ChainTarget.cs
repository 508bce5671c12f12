using Bittensor.Networks;
using ReverseProxy.CommandLine;
using ReverseProxy.Logging;

namespace ReverseProxy.Registration;

/// <summary>The chain that a command talks to.</summary>
/// <param name="Network">Its nodes.</param>
/// <param name="Supposed">The network that was named beside the address of a node, which that node should be of; null for none.</param>
internal sealed record ChainTarget(Network Network, Network? Supposed = null)
{
    /// <summary>Where <c>--subtensor.chain_endpoint</c> comes from when it is not given: today's name and the one before.</summary>
    private static readonly string[] EndpointVariables = [Network.LocalEndpointVariable, "BT_CHAIN_ENDPOINT"];

    private static readonly string[] NetworkVariables = ["BT_SUBTENSOR_NETWORK", "BT_NETWORK"];

    /// <summary>The network's name, else its node without what may be a key.</summary>
    public string Name => Network.Names.Contains(Network.Name) ? Network.Name : Shown(Network.Endpoints[0]);

    /// <summary>The preferred node without what may be a key.</summary>
    public string Endpoint => Shown(Network.Endpoints[0]);

    /// <summary>What was asked for with flags comes before the environment, and an address before a name.</summary>
    /// <exception cref="CommandException">Neither a known name nor the address of a node.</exception>
    public static ChainTarget Resolve(string? endpoint, string? network, string? sdkNetwork, Func<string, string?> environment)
    {
        (string? Text, string Source) named = network is not null ? (network, "--network") : (sdkNetwork, "--subtensor.network");
        if (endpoint is not null)
        {
            return new(
                Parse(endpoint, "--subtensor.chain_endpoint", environment),
                named.Text is not null && Network.TryParse(named.Text, out Network? supposed) ? supposed : null);
        }

        if (named.Text is not null)
        {
            return new(Parse(named.Text, named.Source, environment));
        }

        foreach (string variable in EndpointVariables.Concat(NetworkVariables))
        {
            if (environment(variable) is { Length: > 0 } value)
            {
                return new(Parse(value, variable, environment));
            }
        }

        return new(Network.Finney);
    }

    public static string Shown(Uri endpoint) => endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private static Network Parse(string text, string source, Func<string, string?> environment) =>
        Network.TryParse(text, environment, out Network? network)
            ? network
            : throw new CommandException(
                $"{source}: \"{Printable.Escaped(text)}\" is neither a network ({string.Join(", ", Network.Names)}) nor the address of a node (ws://… or wss://…)",
                ExitCode.Usage);
}
