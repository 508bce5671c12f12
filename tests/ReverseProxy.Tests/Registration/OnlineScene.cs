using Bittensor.Networks;
using Bittensor.Registry;
using Bittensor.Wallets;
using FakeNode;
using FakeNode.Runtimes;
using Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.CommandLine;
using ReverseProxy.Registration;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Registration;

/// <summary>//Alice, registered as uid 0 of subnet 11 on a fake node, about to commit.</summary>
internal sealed class OnlineScene : IAsyncDisposable
{
    private readonly DevelopmentWallets _wallets = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private OnlineScene(FakeSubstrateNode node) => Node = node;

    public static AccountId Alice { get; } = AccountId.FromBytes(DevelopmentKey.Public("//Alice"));

    public FakeSubstrateNode Node { get; }

    public RegistrationReport Report { get; } = new() { Hotkey = Alice };

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();

    public SubmissionTimes Times { get; set; } = new() { Search = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromMilliseconds(100) };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OnlineScene> StartAsync(FakeRuntime? runtime = null)
    {
        FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(runtime);
        node.Chain.Seal(count: 5);
        _ = FakeNode.Chain.SubnetState.Register(node.Chain, 11, Alice);
        return new(node);
    }

    public async Task RegisterAsync(bool force = false, string address = "13.89.38.129", CancellationToken? cancellationToken = null)
    {
        Network.TryParse(Node.Endpoint.ToString(), out Network? network).ShouldBeTrue();
        string[] options = _wallets.Options("//Alice");
        Wallet wallet = Wallet.Open(WalletLocation.Resolve(options[3], options[5], options[1]));
        RegistrationRequest request = new(new(network!), 11, wallet, wallet.FindHotkey(), MinerEndpoint.Create(address, "9999"), IsOnline: true, force);
        RegistrationVoice voice = new(Report, _output, _errors, colours: null);
        await new OnlineRegistration(request, Report, NoPasswordPrompt.Instance, voice, NullLogger.Instance, Times).RunAsync(cancellationToken ?? Token);
    }

    public Task<CommandException> FailAsync(bool force = false, CancellationToken? cancellationToken = null) =>
        Should.ThrowAsync<CommandException>(() => RegisterAsync(force, cancellationToken: cancellationToken));

    /// <summary>What stands on the fake chain for //Alice; null for nothing.</summary>
    public string? Stored => Node.Chain.Best.Get(
        "Commitments", "CommitmentOf", Substrate.Client.Values.Value.Of(11), Substrate.Client.Values.Value.Of(Alice)) is { } stored
        ? System.Text.Encoding.ASCII.GetString(stored["info"]["fields"][0].AsVariant().Content.AsBytes().Span)
        : null;

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _wallets.Dispose();
        await _output.DisposeAsync();
        await _errors.DisposeAsync();
    }
}
