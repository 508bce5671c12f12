using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Tls;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>The public address as a validator's client meets it, with everything wrong that can be.</summary>
public class ReachTests
{
    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task A_proxy_that_is_well_passes_each_line()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1", configuration =>
        {
            (string certificate, string key) = _authority.Write(_authority.Issue("miner", covers: "127.0.0.1"), Directory.CreateTempSubdirectory("doctor-").FullName, "miner");
            configuration["server"] = new System.Text.Json.Nodes.JsonObject { ["tls"] = new System.Text.Json.Nodes.JsonObject { ["certificate"] = certificate, ["key"] = key } };
        });
        Patient patient = Examination.Patient(port: proxy.Port) with { Roots = [_authority.Root] };

        IReadOnlyList<Finding> reach = await Examination.OfAsync(new ReachDiagnosis(), patient);
        reach.Select(finding => (finding.Check, finding.Outcome)).ShouldBe([("port", Outcome.Pass), ("TLS", Outcome.Pass), ("reachable", Outcome.Pass)], string.Join('\n', reach));
        (await Examination.OfAsync(new CapacityDiagnosis(), patient)).ShouldHold("capacity", Outcome.Pass, "arrives as it was sent");
    }

    [Fact]
    public async Task A_closed_port_is_told() =>
        (await Examination.OfAsync(new ReachDiagnosis(), Examination.Patient(port: FreePort.Next()))).ShouldHold("port", Outcome.Fail, "cannot be connected to");

    [Fact]
    public async Task Plain_HTTP_is_told()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1");

        (await Examination.OfAsync(new ReachDiagnosis(), Examination.Patient(port: proxy.Port))).ShouldHold("TLS", Outcome.Fail, "does not speak TLS");
    }

    [Theory]
    [InlineData("other.example", 90, true, Outcome.Fail, "does not cover the IP address 127.0.0.1 (it covers other.example)")]
    [InlineData("127.0.0.1", 5, true, Outcome.Warn, "expires in ")]
    [InlineData("127.0.0.1", -2, true, Outcome.Fail, "it expired on")]
    [InlineData("127.0.0.1", 90, false, Outcome.Fail, "is missing from the file")]
    public async Task A_certificate_that_validators_refuse_is_told(string covers, int days, bool withIntermediate, object outcome, string text)
    {
        string directory = Directory.CreateTempSubdirectory("doctor-").FullName;
        (string certificate, string key) = _authority.Write(_authority.Issue("miner", days, covers), directory, "miner", withIntermediate);
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1", configuration =>
            configuration["server"] = new System.Text.Json.Nodes.JsonObject { ["tls"] = new System.Text.Json.Nodes.JsonObject { ["certificate"] = certificate, ["key"] = key } });

        (await Examination.OfAsync(new ReachDiagnosis(), Examination.Patient(port: proxy.Port) with { Roots = [_authority.Root] })).ShouldHold("TLS", (Outcome)outcome, text);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_told()
    {
        await using FakeFront front = await FakeFront.StartAsync(TestAuthority.SelfSigned("miner", "127.0.0.1"), Ok);

        (await Examination.OfAsync(new ReachDiagnosis(), Examination.Patient(port: front.Port))).ShouldHold("TLS", Outcome.Fail, "self-signed");
    }

    [Theory]
    [InlineData(302)]
    [InlineData(403)]
    [InlineData(502)]
    public async Task A_front_that_does_not_answer_200_is_told(int status)
    {
        await using FakeFront front = await FakeFront.StartAsync(TestAuthority.SelfSigned("miner", "127.0.0.1"), context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });

        (await Examination.OfAsync(new ReachDiagnosis(), Examination.Patient(port: front.Port))).ShouldHold("reachable", Outcome.Fail, $"answered with {status}");
    }

    [Fact]
    public async Task A_slow_way_is_told()
    {
        await using FakeFront front = await FakeFront.StartAsync(TestAuthority.SelfSigned("miner", "127.0.0.1"), context => Task.Delay(1_200, context.RequestAborted));

        (await Examination.OfAsync(new ReachDiagnosis(), Examination.Patient(port: front.Port))).ShouldHold("reachable", Outcome.Warn, "they give up after 10 s");
    }

    [Fact]
    public async Task A_body_that_is_changed_on_the_way_is_told()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1");
        (await CapacityThroughAsync(FakeFront.PassOn(proxy.Port, body => body))).ShouldHold("capacity", Outcome.Pass, "arrives as it was sent");
        (await CapacityThroughAsync(FakeFront.PassOn(proxy.Port, _ => "[]"u8.ToArray()))).ShouldHold("capacity", Outcome.Fail, "does not arrive as it was sent");
    }

    [Fact]
    public async Task Another_miners_proxy_is_told()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1", configuration => configuration["auth"]!["miner_hotkey"] = Sender.Stranger.Address);

        (await CapacityThroughAsync(FakeFront.PassOn(proxy.Port, body => body))).ShouldHold("capacity", Outcome.Fail, "another miner's proxy answers");
    }

    [Fact]
    public async Task A_proxy_whose_clock_is_wrong_is_told()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1");
        proxy.Clock.Milliseconds += 60_000;

        (await CapacityThroughAsync(FakeFront.PassOn(proxy.Port, body => body))).ShouldHold("capacity", Outcome.Fail, "Request is too stale");
    }

    [Theory]
    [InlineData("""{"base-h100_pcie":true}""", Outcome.Pass, "flat map of booleans")]
    [InlineData("""{"inference":["base"]}""", Outcome.Fail, "marks such a miner invalid")]
    public async Task The_shape_of_the_answer_is_judged(string capacity, object outcome, string text)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1", configuration =>
        {
            configuration["auth"]!["allowed_senders"] = new System.Text.Json.Nodes.JsonArray();
            configuration["capacity"] = System.Text.Json.Nodes.JsonNode.Parse(capacity);
        });

        (await CapacityThroughAsync(FakeFront.PassOn(proxy.Port, body => body))).ShouldHold("capacity shape", (Outcome)outcome, "the answer through the public address");
        (await Examination.OfAsync(new CapacityDiagnosis(), Examination.Patient(configuration => configuration["capacity"] = System.Text.Json.Nodes.JsonNode.Parse(capacity))))
            .ShouldHold("capacity shape", (Outcome)outcome, text);
    }

    private static async Task<IReadOnlyList<Finding>> CapacityThroughAsync(RequestDelegate front)
    {
        using X509Certificate2 certificate = TestAuthority.SelfSigned("miner", "127.0.0.1");
        await using FakeFront fake = await FakeFront.StartAsync(certificate, front);
        return await Examination.OfAsync(new CapacityDiagnosis(), Examination.Patient(port: fake.Port));
    }

    private static Task Ok(HttpContext context) => Task.CompletedTask;
}
