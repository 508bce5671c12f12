using System.Text;
using FakeNode;
using FakeNode.Chain;
using FakeNode.Runtimes;
using Fixtures;
using ReverseProxy.Tests.Support;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Registration;

/// <summary>
/// The chain that the end-to-end tests run on: the development chain at SUBTENSOR_ENDPOINT, freshly started, else a fake node with the
/// same cast: uid 0 is //Alice, uid n from 6 on //hk//n; there is one commitment of somebody who is not registered any more.
/// </summary>
public sealed class RegistryChain : IAsyncLifetime
{
    private FakeSubstrateNode? _node;

    public static string? RealEndpoint => Environment.GetEnvironmentVariable("SUBTENSOR_ENDPOINT") is { Length: > 0 } endpoint ? endpoint : null;

    public string Endpoint => RealEndpoint ?? _node!.Endpoint.ToString();

    /// <summary>Runs a command of the registry on this chain, as a process.</summary>
    internal Task<(int ExitCode, string Output, string Errors)> RunAsync(string command, params IEnumerable<string> arguments) =>
        ProxyProcess.RunAsync([command, "--network", "finney", $"--subtensor.chain_endpoint={Endpoint}", .. arguments]);

    public async ValueTask InitializeAsync()
    {
        if (RealEndpoint is null)
        {
            _node = await FakeSubstrateNode.StartAsync(SubtensorRuntime.Create(218));
            _node.Pool.Dialect = FakeNode.Pool.PoolDialect.Chopsticks;
            _node.Chain.Seal(count: 5);
            Populate(_node.Chain);
        }
    }

    public ValueTask DisposeAsync() => _node?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Populate(FakeChain chain)
    {
        foreach (string uri in new[] { "//Alice", "//Bob", "//Charlie", "//Dave", "//Eve", "//Ferdie" }.Concat(Enumerable.Range(6, 14).Select(uid => $"//hk//{uid}")))
        {
            _ = chain.Register(11, Key(uri), alpha: uri == "//Alice" ? 50_000_000_000_000UL : 0);
        }

        for (int i = 20; i < 32; i++)
        {
            _ = chain.Register(11, SubnetState.Account(i));
        }

        string[] texts = ["[2001:db8::1]:9999", "miner.example.com:8443", "namespace:name:9c1185a5c5e9fc54612808977ee8f548b2258d31aa:Qm0:1.0", "13.89.38.129:70000"];
        for (int i = 0; i < texts.Length; i++)
        {
            chain.Commit(11, SubnetState.Account(20 + i), texts[i]);
        }

        chain.Commit(11, SubnetState.Account(24), SubnetState.Raw([0xff, 0xfe, 0x80, 0xc3, 0x28, 0x00, 0x31]));
        chain.Commit(11, SubnetState.Account(25), Value.Variant("Sha256", Value.Of(new byte[32])));
        chain.Commit(11, SubnetState.Account(26), "127.0.0.1:8091");
        chain.Commit(11, SubnetState.Account(27), "169.254.169.254:80");
        chain.Commit(11, SubnetState.Account(28), Encoding.ASCII.GetString([.. "13.89.38.129:9999"u8, 0, .. "evil"u8]));
        chain.Commit(11, SubnetState.Account(99), "198.51.100.1:9999");
    }

    private static AccountId Key(string uri) => AccountId.FromBytes(DevelopmentKey.Public(uri));
}
