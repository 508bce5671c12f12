using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Logging;

public class AccessLogTests
{
    [Fact]
    public async Task A_request_is_one_line_with_what_an_operator_asks_for()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", "{}");

        string line = await proxy.LoggedAsync("POST /inference");
        line.ShouldMatch(
            $@"^POST /inference 200 accepted id={answer.Header("X-Request-Id")} sender={Sender.Validator.Address} bytes=2 auth_ms=\S+ queue_ms=0 backend_ms=\S+ total_ms=\S+$");
        backend.Seen.Single().Header("X-Request-Id").ShouldBe(answer.Header("X-Request-Id"));
    }

    [Fact]
    public async Task A_stale_request_is_told_with_both_times_and_the_difference()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, clock: new() { Milliseconds = 1_795_355_064_500 });

        await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, [], offset: -8_123), []);

        string line = await proxy.LoggedAsync("timestamp_stale");
        line.ShouldContain("signed at 2026-11-22T13:44:16.377Z, our clock says 2026-11-22T13:44:24.500Z: 8123 ms old, 8000 ms are allowed");
        proxy.Log.Lines.Single(logged => logged.Text == line).Level.ShouldBe(LogLevel.Warning, "a known validator was refused");
    }

    [Fact]
    public async Task Neither_bodies_nor_signatures_nor_credentials_are_logged()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["server"] = new JsonObject { ["log_level"] = "TRACE", ["debug_requests"] = true });
        byte[] body = """{"callback_secret":"hush-hush"}"""u8.ToArray();
        List<(string Name, string Value)> headers = Sender.Validator.Headers(proxy, body);
        string signature = headers.Single(header => header.Name == "Epistula-Signature").Value;

        await RawClient.SendAsync(proxy.Port, "POST", "/inference", [.. headers, ("Cookie", "session=hush"), ("X-Api-Key", "hush")], body);
        await RawClient.SendAsync(proxy.Port, "POST", "/inference?token=hush", headers, body);

        await proxy.LoggedAsync("replayed");
        await proxy.LoggedAsync("headers of");
        string all = string.Join('\n', proxy.Log.Texts);
        all.ShouldNotContain("hush");
        all.ShouldNotContain(signature);
        all.ShouldNotContain(signature[2..]);
        all.ShouldContain("Epistula-Signed-By: " + Sender.Validator.Address);
    }

    [Fact]
    public async Task A_callers_text_cannot_forge_a_line()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        await RawClient.GetAsync(proxy.Port, "/%0A2026-11-22%20|%20INFO%20%1B[31m" + new string('x', 500));

        string line = await proxy.LoggedAsync("no_route");
        line.ShouldNotContain("\n");
        line.ShouldNotContain("\u001b");
        line.Length.ShouldBeLessThan(400);
    }

    [Fact]
    public async Task The_noise_of_scanners_is_summed_up()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        for (int i = 0; i < 100; i++)
        {
            await RawClient.GetAsync(proxy.Port, $"/wp-login{i}.php");
        }

        await RawClient.SendAsync(proxy.Port, "POST", "/inference", [], []);
        await proxy.Server.StopAsync(RawClient.Token);

        proxy.Log.Texts.Count(line => line.Contains("no_route", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(11);
        proxy.Log.Texts.ShouldContain("Background noise: 91 refused requests of strangers in the last minute were not logged one by one: 404 no_route ×90, 401 authorization_missing ×1");
    }

    [Fact]
    public async Task A_flood_in_a_validators_name_does_not_flood_the_log()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        for (int i = 0; i < 100; i++)
        {
            await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, [], offset: -60_000), []);
        }

        await proxy.Server.StopAsync(RawClient.Token);

        proxy.Log.Lines.Count(line => line.Level == LogLevel.Warning && line.Text.Contains("timestamp_stale", StringComparison.Ordinal)).ShouldBe(60);
        proxy.Log.Texts.ShouldContain("Background noise: 40 refused requests of strangers in the last minute were not logged one by one: 401 timestamp_stale in a known sender's name ×40");
    }

    [Fact]
    public async Task A_known_validators_mishap_is_never_noise()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        for (int i = 0; i < 30; i++)
        {
            await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, [1]), [2]);
        }

        await proxy.Server.StopAsync(RawClient.Token);

        proxy.Log.Lines.Count(line => line.Level == LogLevel.Warning && line.Text.Contains("signature_wrong", StringComparison.Ordinal)).ShouldBe(30);
    }
}
