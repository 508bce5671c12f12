using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Substrate.Client;

namespace Bittensor.Networks;

/// <summary>A Bittensor chain and the nodes that serve it.</summary>
/// <param name="Name">Its name as the Bittensor SDK has it; for a chain known only by its node, the node's address.</param>
/// <param name="Endpoints">Its nodes, the preferred one first.</param>
public sealed record Network(string Name, IReadOnlyList<Uri> Endpoints)
{
    /// <summary>The variable that says where the network <c>local</c> is.</summary>
    public const string LocalEndpointVariable = "BT_SUBTENSOR_CHAIN_ENDPOINT";

    /// <summary>How long a block of a Bittensor chain takes.</summary>
    public static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(12);

    private static readonly Uri FinneyArchive = new("wss://archive.chain.opentensor.ai:443");

    /// <summary>The main chain.</summary>
    public static Network Finney { get; } = new("finney", [new("wss://entrypoint-finney.opentensor.ai:443"), FinneyArchive])
    {
        // subtensor, pallets/subtensor/src/migrations: the genesis by which migrations know the main chain.
        Genesis = Hash256.Parse("0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03"),
    };

    private static readonly Network[] Known =
    [
        Finney,
        new("test", [new("wss://test.finney.opentensor.ai:443")]),

        // The main chain, at the node that keeps every state.
        new("archive", [FinneyArchive]) { Genesis = Finney.Genesis },
        new("local", [new("ws://127.0.0.1:9944")]),
        new("latent-lite", [new("wss://lite.sub.latent.to:443")]) { Genesis = Finney.Genesis },
        new("subvortex", [new("ws://subvortex.info:9944")]) { Genesis = Finney.Genesis },
    ];

    /// <summary>The names that <see cref="TryParse(string, out Network)"/> knows.</summary>
    public static IEnumerable<string> Names => Known.Select(network => network.Name);

    /// <summary>The hash of its block 0; null where the nodes are trusted to be of the chain that is meant.</summary>
    public Hash256? Genesis { get; init; }

    /// <summary>Reads a network's name, or the address of a node: <c>ws://…</c>, <c>wss://…</c>, or <c>host:port</c>, which means <c>ws://</c> (and <c>wss://</c> for port 443).</summary>
    /// <param name="text">The text; addresses of several nodes of one chain are separated by commas.</param>
    /// <param name="network">Receives the network.</param>
    /// <returns>Whether the text is either.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Network? network) =>
        TryParse(text, Environment.GetEnvironmentVariable, out network);

    /// <summary>As <see cref="TryParse(string, out Network)"/>, in a given environment.</summary>
    public static bool TryParse(string text, Func<string, string?> environment, [NotNullWhen(true)] out Network? network)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(environment);
        text = text.Trim();
        network = Known.FirstOrDefault(known => known.Name.Equals(text, StringComparison.OrdinalIgnoreCase)
            || (known.Name != "local" && known.Endpoints[0].Host.Equals(text, StringComparison.OrdinalIgnoreCase)));
        if (network is { Name: "local" } && environment(LocalEndpointVariable) is { Length: > 0 } local && TryParseNodes(local, out IReadOnlyList<Uri>? nodes))
        {
            network = network with { Endpoints = nodes };
        }

        if (network is null && TryParseNodes(text, out nodes))
        {
            // A known node is its network: its name is shown, and its genesis is checked.
            Network? named = nodes is [Uri only] ? Known.FirstOrDefault(known => known.Endpoints[0] == only) : null;
            network = named is null ? new(text, nodes) : named with { Endpoints = nodes };
        }

        return network is not null;
    }

    /// <summary>The network's name, and where it is.</summary>
    public override string ToString() => Name == Endpoints[0].OriginalString ? Name : $"{Name} ({Endpoints[0].OriginalString})";

    private static bool TryParseNodes(string text, [NotNullWhen(true)] out IReadOnlyList<Uri>? nodes)
    {
        List<Uri> read = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!TryParseNode(part, out Uri? node))
            {
                nodes = null;
                return false;
            }

            read.Add(node);
        }

        nodes = read;
        return true;
    }

    private static bool TryParseNode(string text, [NotNullWhen(true)] out Uri? node)
    {
        // "node:9944" would be read as an address of the scheme "node". Port 443 is that of nodes behind TLS.
        bool named = text.Contains("://", StringComparison.Ordinal);
        ushort port = 0;
        bool hasPort = !named && text.LastIndexOf(':') is > 0 and int colon && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port);
        string address = hasPort ? $"{(port == 443 ? "wss" : "ws")}://{text}" : text;
        return Uri.TryCreate(address, UriKind.Absolute, out node)
            && (named || hasPort)
            && node.Scheme is "ws" or "wss"
            && node.Host.Length > 0;
    }
}
