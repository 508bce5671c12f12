using System.Text.Json.Nodes;
using Bittensor.Registry;
using Fixtures;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Registration;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>What the doctor finds on the chain of the registry's commands: <c>make devnet-test</c> runs it against the true runtime.</summary>
public sealed class ChainEndToEndTests(RegistryChain chain) : IClassFixture<RegistryChain>, IDisposable
{
    private readonly DevelopmentWallets _wallets = new();

    [Fact]
    public async Task What_was_registered_is_found_where_it_should_be_and_missed_where_it_should_not()
    {
        (int code, _, string errors) = await chain.RunAsync("register", [.. _wallets.Options("//hk//17"), "--address", "13.89.38.129", "--port", "9017", "--online"]);
        code.ShouldBe(0, errors);

        IReadOnlyList<Finding> findings = await ExamineAsync("//hk//17", "9017");
        findings.ShouldHold("registered", Outcome.Pass, "uid 17 on subnet 11");
        findings.ShouldHold("commitment", Outcome.Pass, "13.89.38.129:9017 is committed, as it should be");
        (await ExamineAsync("//hk//17", "9018"))
            .ShouldHold("commitment", Outcome.Fail, "13.89.38.129:9017 is committed, but the proxy is at 13.89.38.129:9018", "reverse-proxy register");
    }

    [Theory]
    [InlineData("49000", Outcome.Pass)]
    [InlineData("51000", Outcome.Fail)]
    public async Task Alices_fifty_thousand_alpha_are_compared_with_what_is_required(string required, object outcome) =>
        (await ExamineAsync("//Alice", "9999", required: required)).ShouldHold("stake", (Outcome)outcome, $"{required} alpha are required");

    [Theory]
    [InlineData("//Mallory", 11, "is not registered on subnet 11")]
    [InlineData("//Alice", 999, "there is no subnet 999")]
    public async Task Who_is_not_there_is_told(string uri, int netuid, string text) =>
        (await ExamineAsync(uri, "9999", netuid)).ShouldHold("registered", Outcome.Fail, text);

    public void Dispose() => _wallets.Dispose();

    private Task<IReadOnlyList<Finding>> ExamineAsync(string uri, string port, int netuid = 11, string required = "")
    {
        Patient patient = Examination.Patient(configuration =>
        {
            configuration["auth"]!["miner_hotkey"] = AccountId.FromBytes(DevelopmentKey.Public(uri)).ToSs58();
            configuration["auth"]!["chain_endpoint"] = chain.Endpoint;
            configuration["auth"]!["netuid"] = netuid;
            configuration["watch"] = new JsonObject { ["required_alpha"] = required };
        });
        return Examination.OfAsync(new ChainDiagnosis(), patient with { Public = MinerEndpoint.Create("13.89.38.129", port) });
    }
}
