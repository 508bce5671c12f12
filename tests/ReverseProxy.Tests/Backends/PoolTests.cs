using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Backends;
using ReverseProxy.Serving;
using ReverseProxy.Status;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Backends;

/// <summary>Which server a request reaches.</summary>
public class PoolTests
{
    [Fact]
    public async Task Work_is_shared_by_weight()
    {
        await using StubBackend heavy = StubBackend.StartOk();
        await using StubBackend light = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync($$"""
            { "inference": { "policy": "round-robin", "servers": [ { "url": "{{heavy.Url}}", "weight": 3 }, "{{light.Url}}/" ] } }
            """);

        for (int i = 0; i < 8; i++)
        {
            (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        }

        (heavy.Seen.Count, light.Seen.Count).ShouldBe((6, 2));
    }

    [Fact]
    public async Task A_pool_may_be_no_more_than_a_list_of_URLs_and_lie_below_a_path()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync($$"""{ "training": ["{{backend.Url}}/base/"] }""");

        (await Sender.Validator.PostAsync(proxy, "/train")).Status.ShouldBe(200);

        backend.Seen.Single().Target.ShouldBe("/base/train");
    }

    [Fact]
    public async Task A_field_or_a_header_of_the_request_chooses_the_pool()
    {
        await using StubBackend standard = StubBackend.StartOk();
        await using StubBackend kontext = StubBackend.StartOk();
        await using StubBackend trial = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(
            $$"""{ "inference": "{{standard.Url}}", "kontext": "{{kontext.Url}}", "trial": "{{trial.Url}}" }""",
            """
            [{ "path": "/inference", "backend": "inference", "choose": [
                { "header": "X-Trial", "pools": { "yes": "trial" } },
                { "field": "task.type", "pools": { "img-h100": "kontext", "7": "kontext" } } ] }]
            """);

        await PostAsync("""{"task":{"type":"base"}}""");
        await PostAsync("""{"task":{"type":"img-h100"}}""");
        await PostAsync("""{"task":{"type":7}}""");
        await PostAsync("""{"task":{"type":"base","type":"img-h100"}}""");
        await PostAsync("""{"task":{"type":"img-h100"}}""", ("X-Trial", "yes"));
        await PostAsync("""{"task":"img-h100"}""");
        await PostAsync("not JSON");
        await PostAsync($$"""{"filler":"{{new string('x', 200_000)}}","task":{"type":"img-h100"} }""");

        (standard.Seen.Count, kontext.Seen.Count, trial.Seen.Count).ShouldBe((3, 4, 1));

        async Task PostAsync(string body, params IEnumerable<(string, string)> headers) =>
            (await Sender.Validator.PostAsync(proxy, "/inference", Encoding.UTF8.GetBytes(body), headers)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_server_that_stays_keeps_its_state_when_the_configuration_changes()
    {
        await using StubBackend first = StubBackend.StartOk();
        await using StubBackend second = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync($$"""{ "inference": ["{{first.Url}}"] }""");
        await Sender.Validator.PostAsync(proxy);
        BackendServer before = Servers(proxy).Single();

        JsonObject configuration = JsonNode.Parse(await File.ReadAllTextAsync(proxy.ConfigurationPath, RawClient.Token))!.AsObject();
        configuration["backends"] = JsonNode.Parse($$"""{ "inference": { "policy": "first", "servers": ["{{second.Url}}", { "url": "{{first.Url}}", "weight": 5 }] } }""");
        await File.WriteAllTextAsync(proxy.ConfigurationPath, configuration.ToJsonString(), RawClient.Token);
        proxy.Server.Reload().ShouldBeTrue();
        await Sender.Validator.PostAsync(proxy);

        BackendServer after = Servers(proxy).Single(server => server.Address == first.Url);
        after.ShouldBeSameAs(before);
        (after.Served, after.Weight).ShouldBe((1, 5));
        second.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_status_tells_of_every_server()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync($$"""{ "inference": { "servers": ["{{backend.Url}}"], "concurrency": 2 } }""");
        await Sender.Validator.PostAsync(proxy);

        IStatusSection section = proxy.Server.Services.GetServices<IStatusSection>().Single(section => section.Name == "backends");
        using JsonDocument status = JsonDocument.Parse(JsonBytes.Object(section.Write));
        JsonElement pool = status.RootElement.GetProperty("inference");

        pool.GetProperty("policy").GetString().ShouldBe("power-of-two-choices");
        pool.GetProperty("seconds_by_route").GetProperty("/inference").GetProperty("jobs").GetInt32().ShouldBe(1);
        JsonElement server = pool.GetProperty("servers").EnumerateArray().Single();
        server.GetProperty("url").GetString().ShouldBe(backend.Url);
        server.GetProperty("state").GetString().ShouldBe("ready");
        server.GetProperty("served").GetInt32().ShouldBe(1);
        server.GetProperty("running").GetInt32().ShouldBe(0);
    }

    internal static Task<RunningProxy> StartAsync(string backends, string? routes = null, string? directory = null) => RunningProxy.StartAsync(
        "http://127.0.0.1:9",
        configuration =>
        {
            configuration["backends"] = JsonNode.Parse(backends);
            if (routes is not null)
            {
                configuration["routes"] = JsonNode.Parse(routes);
            }
        },
        directory);

    internal static IReadOnlyList<BackendServer> Servers(RunningProxy proxy, string pool = "inference") =>
        proxy.Server.Services.GetRequiredService<BackendRegistry>().Pools.Single(other => other.Name == pool).Servers;
}
