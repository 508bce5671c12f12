using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding;

/// <summary>Questions about a job go to the server that took it.</summary>
public sealed class AffinityTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-test-").FullName;
    private readonly StubBackend[] _backends = [.. Enumerable.Range(0, 4).Select(Backend)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_question_goes_to_the_server_that_took_the_job_also_after_a_restart(bool namedByCaller)
    {
        Dictionary<string, string> owners = [];
        await using (RunningProxy proxy = await StartAsync())
        {
            for (int i = 0; i < 20; i++)
            {
                RawResponse answer = await Sender.Validator.PostAsync(proxy, i % 2 == 0 ? "/inference" : "/edit", namedByCaller ? $$"""{"job_id":"mine-{{i}}"}""" : "{}");
                JsonNode json = JsonNode.Parse(answer.Text)!;
                owners[namedByCaller ? $"mine-{i}" : (string)json["job_id"]!] = (string)json["by"]!;
            }

            owners.Values.Distinct().Count().ShouldBeGreaterThan(1);
            await AskAsync(proxy, owners);
            KeepState(proxy);
        }

        await using RunningProxy again = await StartAsync();
        await AskAsync(again, owners);
    }

    [Fact]
    public async Task While_its_server_is_away_no_other_is_asked()
    {
        StubBackend away = Backend(7);
        int port = away.Port;
        await using RunningProxy proxy = await StartAsync($$"""{ "inference": { "policy": "first", "servers": ["{{away.Url}}", "{{_backends[0].Url}}"], "connect_retry_budget": 0.3 } }""");
        string job = (string)JsonNode.Parse((await Sender.Validator.PostAsync(proxy)).Text)!["job_id"]!;
        await away.DisposeAsync();

        RawResponse lost = await GetAsync(proxy, $"/inference/status/{job}");
        await using StubBackend back = StubBackend.Start((_, connection) => connection.WriteJsonAsync("""{"by":"7"}"""), port);
        RawResponse found = await GetAsync(proxy, $"/inference/status/{job}");

        lost.Status.ShouldBe(502);
        ((string)JsonNode.Parse(found.Text)!["by"]!).ShouldBe("7");
        _backends[0].Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_the_body_sent_to_another_pool_is_found_there()
    {
        await using RunningProxy proxy = await StartAsync(
            $$"""{ "inference": "{{_backends[0].Url}}", "kontext": ["{{_backends[1].Url}}", "{{_backends[2].Url}}"] }""",
            """[{ "path": "/edit", "backend": "inference", "choose": { "field": "type", "pools": { "img": "kontext" } } }]""");
        JsonNode taken = JsonNode.Parse((await Sender.Validator.PostAsync(proxy, "/edit", """{"type":"img"}""")).Text)!;

        RawResponse answer = await GetAsync(proxy, $"/edit/result/{taken["job_id"]}/");

        ((string)JsonNode.Parse(answer.Text)!["by"]!).ShouldBe((string)taken["by"]!);
    }

    [Fact]
    public async Task A_job_that_nobody_knows_is_asked_for_somewhere()
    {
        await using RunningProxy proxy = await StartAsync();

        (await GetAsync(proxy, "/inference/status/unknown")).Status.ShouldBe(200);
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (StubBackend backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }

    private static StubBackend Backend(int number)
    {
        int jobs = 0;
        return StubBackend.Start((request, connection) =>
            connection.WriteJsonAsync($$"""{"by":"{{number}}","job_id":"{{number}}-{{Interlocked.Increment(ref jobs)}}"}""", request.Method == "POST" ? 202 : 200));
    }

    private static async Task AskAsync(RunningProxy proxy, Dictionary<string, string> owners)
    {
        foreach ((string job, string owner) in owners)
        {
            foreach (string route in new[] { "/inference/status", "/edit/result" })
            {
                ((string)JsonNode.Parse((await GetAsync(proxy, $"{route}/{job}")).Text)!["by"]!).ShouldBe(owner);
            }
        }
    }

    private static Task<RawResponse> GetAsync(RunningProxy proxy, string path) =>
        RawClient.SendAsync(proxy.Port, "GET", path, Sender.Validator.Headers(proxy, []));

    private Task<RunningProxy> StartAsync(string? backends = null, string? routes = null)
    {
        JsonObject configuration = RunningProxy.Configuration("http://127.0.0.1:9");
        configuration["route_preset"] = "dippy";
        configuration["backends"] = JsonNode.Parse(backends ?? $$"""{ "inference": { "policy": "round-robin", "servers": [{{string.Join(',', _backends.Select(backend => $"\"{backend.Url}\""))}}] } }""");
        configuration["routes"] = routes is null ? null : JsonNode.Parse(routes);
        string directory = Directory.CreateTempSubdirectory("proxy-test-").FullName;
        if (Directory.Exists(Path.Combine(_directory, "state")))
        {
            Directory.Move(Path.Combine(_directory, "state"), Path.Combine(directory, "state"));
        }

        return RunningProxy.StartAsync(configuration, directory);
    }

    /// <summary>The proxy deletes its directory; what a restart finds is copied away before.</summary>
    private void KeepState(RunningProxy proxy)
    {
        Directory.CreateDirectory(Path.Combine(_directory, "state"));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(proxy.Directory, "state"), "jobs-*"))
        {
            File.Copy(file, Path.Combine(_directory, "state", Path.GetFileName(file)));
        }
    }
}
