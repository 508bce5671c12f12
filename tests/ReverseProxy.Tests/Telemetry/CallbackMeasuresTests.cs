using System.Text;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Telemetry;

/// <summary>What becomes of each insured job is counted once, under the fate it had.</summary>
public class CallbackMeasuresTests
{
    private readonly int _intake = FreePort.Next();

    [Fact]
    public async Task Each_fate_is_counted_and_what_is_owed_grows_old()
    {
        int callerPort = FreePort.Next();
        int status = 202;
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WriteJsonAsync("""{"status":"queued"}""", status));
        await using RunningProxy proxy = await StartAsync(backend, expiry: 900);
        using ScopedMeter meter = new(proxy);

        await PostAsync(proxy, callerPort);
        (Awaited(meter), Owed(meter), Fates(meter)["insured"]).ShouldBe((1, 0, 1));

        (await DeliverAsync(backend)).ShouldBe(200);
        (await DeliverAsync(backend)).ShouldBe(200);
        await ProxyMetricsTests.WaitAsync(() => Fates(meter)["retried"] >= 1);
        (Awaited(meter), Owed(meter)).ShouldBe((0, 1));
        (Fates(meter)["taken"], Fates(meter)["repeated"]).ShouldBe((1, 1));
        meter.Of("reverse_proxy.callback.oldest")[^1].Value.ShouldBeGreaterThan(0);

        await using StubBackend caller = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), callerPort);
        await ProxyMetricsTests.WaitAsync(() => Fates(meter)["delivered"] == 1);
        (Owed(meter), meter.Of("reverse_proxy.callback.oldest")[^1].Value).ShouldBe((0, 0));

        status = 503;
        await PostAsync(proxy, callerPort);
        await ProxyMetricsTests.WaitAsync(() => Fates(meter)["cancelled"] == 1);
        (Fates(meter)["expired"], Fates(meter)["undeliverable"]).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_a_backend_never_gives_and_what_a_caller_never_takes_are_two_fates()
    {
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WriteJsonAsync("""{"status":"queued"}""", 202));
        await using RunningProxy proxy = await StartAsync(backend, expiry: 1);
        using ScopedMeter meter = new(proxy);

        await PostAsync(proxy, FreePort.Next());
        (await DeliverAsync(backend)).ShouldBe(200);
        await PostAsync(proxy, FreePort.Next());

        await ProxyMetricsTests.WaitAsync(() => Fates(meter)["undeliverable"] == 1 && Fates(meter)["expired"] == 1);
        Fates(meter)["insured"].ShouldBe(2);
        (Awaited(meter), Owed(meter)).ShouldBe((0, 0));
    }

    private static double Awaited(ScopedMeter meter) => meter.Of("reverse_proxy.callback.awaited")[^1].Value;

    private static double Owed(ScopedMeter meter) => meter.Of("reverse_proxy.callback.owed")[^1].Value;

    private static Dictionary<string, double> Fates(ScopedMeter meter) => meter.Of("reverse_proxy.callback.results")
        .GroupBy(seen => (string)seen.Tags["fate"]!).ToDictionary(fate => fate.Key, fate => fate.Last().Value);

    private static async Task PostAsync(RunningProxy proxy, int caller) =>
        _ = await Sender.Validator.PostAsync(proxy, "/inference", Encoding.UTF8.GetBytes($$"""{"job_id":"j","callback_url":"http://127.0.0.1:{{caller}}/c"}"""));

    private static async Task<int> DeliverAsync(StubBackend backend)
    {
        Uri target = new((string)JsonNode.Parse(backend.Seen.Last().Body)!["callback_url"]!);
        return (await RawClient.SendAsync(target.Port, "POST", target.PathAndQuery, [("Content-Type", "multipart/form-data; boundary=b")], [1, 2, 3])).Status;
    }

    private Task<RunningProxy> StartAsync(StubBackend backend, int expiry)
    {
        JsonObject configuration = RunningProxy.Configuration(backend.Url);
        _ = configuration.Insure(_intake);
        configuration["callbacks"]!["expiry"] = expiry;
        return RunningProxy.StartAsync(configuration);
    }
}
