using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Telemetry;
using ReverseProxy.Tests.Tls;
using ReverseProxy.Watching;

namespace ReverseProxy.Tests.Watching;

/// <summary>The running proxy finds out what goes wrong and tells of it, once.</summary>
public class WatchTests
{
    [Fact]
    public async Task A_backend_that_dies_and_comes_back_is_told_in_log_metric_and_webhook()
    {
        await using StubBackend receiver = StubBackend.Start((_, connection) => connection.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"));
        int port = FreePort.Next();
        StubBackend? backend = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["watch"] = new JsonObject { ["interval"] = 0, ["webhook"] = receiver.Url + "/secret-path" });
        using ScopedMeter meter = new(proxy);
        Watch watch = proxy.Server.Services.GetRequiredService<Watch>();
        await watch.LookAsync(RawClient.Token);
        Condition(meter).ShouldBe(0);

        await backend.DisposeAsync();
        await watch.LookAsync(RawClient.Token);
        Condition(meter).ShouldBe(0, "once may be a blip");
        await watch.LookAsync(RawClient.Token);
        await watch.LookAsync(RawClient.Token);

        Condition(meter).ShouldBe(2);
        string line = proxy.Log.Lines.Single(logged => logged.Level == LogLevel.Error && logged.Text.StartsWith("Watch: backend:", StringComparison.Ordinal)).Text;
        line.ShouldContain($"127.0.0.1:{port} cannot be reached");
        line.ShouldContain("start it, or correct its address");

        await using StubBackend again = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);
        await watch.LookAsync(RawClient.Token);
        Condition(meter).ShouldBe(0);
        proxy.Log.Texts.ShouldContain(text => text.StartsWith("Watch: backend is well again", StringComparison.Ordinal));
        await ProxyMetricsTests.WaitAsync(() => receiver.Seen.Count == 2);
        JsonNode told = JsonNode.Parse(receiver.Seen.First().Body)!;
        receiver.Seen.First().Target.ShouldBe("/secret-path");
        (told["condition"]!.GetValue<string>(), told["outcome"]!.GetValue<string>(), told["miner"]!.GetValue<string>()).ShouldBe(("backend", "failing", RunningProxy.Miner));
        told["content"]!.GetValue<string>().ShouldContain("cannot be reached");
        proxy.Log.Texts.ShouldNotContain(text => text.Contains("secret-path", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_miner_that_nobody_sweeps_is_told_after_half_an_hour()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["watch"] = new JsonObject { ["interval"] = 0 });
        Watch watch = proxy.Server.Services.GetRequiredService<Watch>();

        await PassAsync(29);
        Sweeps(proxy).ShouldBe(0);
        await PassAsync(2);
        Sweeps(proxy).ShouldBe(1);
        await RawClient.SendAsync(proxy.Port, "GET", "/capacity", Sender.Validator.Headers(proxy, "{}"u8.ToArray()), "{}"u8.ToArray());
        await ProxyMetricsTests.WaitAsync(() => proxy.Log.Texts.Any(text => text.StartsWith("GET /capacity 200", StringComparison.Ordinal)));
        await PassAsync(1);
        proxy.Log.Texts.ShouldContain(text => text.StartsWith("Watch: sweep is well again", StringComparison.Ordinal));
        await PassAsync(31);
        Sweeps(proxy).ShouldBe(2);

        static int Sweeps(RunningProxy proxy) => proxy.Log.Texts.Count(text => text.StartsWith("Watch: sweep: ", StringComparison.Ordinal));

        async Task PassAsync(int minutes)
        {
            proxy.Clock.Milliseconds += minutes * 60_000;
            await watch.LookAsync(RawClient.Token);
            await watch.LookAsync(RawClient.Token);
        }
    }

    [Fact]
    public async Task A_certificate_that_is_about_to_expire_is_told()
    {
        TestAuthority authority = new();
        (string certificate, string key) = authority.Write(authority.Issue("miner", 40, "localhost"), Directory.CreateTempSubdirectory("watch-").FullName, "miner");
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1", configuration =>
        {
            configuration["watch"] = new JsonObject { ["interval"] = 0 };
            configuration["server"] = new JsonObject { ["tls"] = new JsonObject { ["certificate"] = certificate, ["key"] = key } };
        });
        using ScopedMeter meter = new(proxy);

        meter.Of("reverse_proxy.certificate.left")[^1].Value.ShouldBe(40 * 86_400, 3_600);
        proxy.Clock.Milliseconds += 30L * 86_400_000;
        meter.Of("reverse_proxy.certificate.left")[^1].Value.ShouldBe(10 * 86_400, 3_600);
        Watch watch = proxy.Server.Services.GetRequiredService<Watch>();
        await watch.LookAsync(RawClient.Token);
        await watch.LookAsync(RawClient.Token);

        proxy.Log.Texts.ShouldContain(text => text.StartsWith("Watch: certificate: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_looks_by_itself()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            $"http://127.0.0.1:{FreePort.Next()}", configuration => configuration["watch"] = new JsonObject { ["interval"] = 1 });

        await proxy.LoggedAsync("Watch: backend:");
    }

    private static double Condition(ScopedMeter meter) => meter.Of("reverse_proxy.watch.condition").Last(seen => seen.Tags["condition"] is "backend").Value;
}
