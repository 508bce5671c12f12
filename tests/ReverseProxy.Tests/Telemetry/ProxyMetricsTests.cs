using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Telemetry;

/// <summary>The figures of requests, read from the running proxy's own meter.</summary>
public class ProxyMetricsTests
{
    [Fact]
    public async Task A_request_is_counted_by_route_verdict_and_kind_of_sender()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using ScopedMeter meter = new(proxy);
        List<(string, string)> headers = Sender.Validator.Headers(proxy, "{}"u8.ToArray());

        await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, "{}"u8.ToArray());
        await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, "{}"u8.ToArray());
        await Sender.Stranger.PostAsync(proxy);
        await RawClient.GetAsync(proxy.Port, "/wp-login.php");

        await WaitAsync(() => meter.Of("reverse_proxy.requests").Count == 4);
        meter.Of("reverse_proxy.requests").Select(seen => (seen.Tags["http.route"], seen.Tags["http.response.status_code"], seen.Tags["verdict"], seen.Tags["kind"], seen.Tags["sender.class"]))
            .ShouldBe(
                [
                    ("/inference", 200, "accepted", "served", "known"),
                    ("/inference", 401, "replayed", "refused", "claimed"),
                    ("/inference", 403, "sender_not_allowed", "refused", "stranger"),
                    ("none", 404, "no_route", "refused", "stranger"),
                ],
                ignoreOrder: true);
        meter.Of("reverse_proxy.sender.requests").Single().Tags.ShouldBe(Tags(("sender", Sender.Validator.Address), ("kind", "served")), ignoreOrder: true);
    }

    [Fact]
    public async Task The_time_of_each_stage_is_told()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using ScopedMeter meter = new(proxy);

        await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, "{}"u8.ToArray(), offset: -2_000), "{}"u8.ToArray());

        await WaitAsync(() => meter.Of("reverse_proxy.backend.duration").Count == 1);
        meter.Of("reverse_proxy.auth.duration").Select(seen => seen.Tags["stage"]).ShouldBe(["headers", "body", "signature", "replay"]);
        meter.Of("reverse_proxy.auth.duration").ShouldAllBe(seen => seen.Value > 0 && seen.Value < 10);
        meter.Of("reverse_proxy.backend.duration").Single().Tags.ShouldBe(
            Tags(("server.address", $"127.0.0.1:{backend.Port}"), ("verdict", "accepted")), ignoreOrder: true);
        meter.Of("reverse_proxy.request.body.size").Single().Value.ShouldBe(2);
        meter.Of("reverse_proxy.response.body.size").Single().Value.ShouldBe("""{"ok":true}""".Length);
        meter.Of("reverse_proxy.overhead.duration").Single().Value.ShouldBeInRange(0, 5);
        meter.Of("reverse_proxy.request.age").Single().Value.ShouldBeInRange(1.0, 2.1, "the validator's clock is two seconds behind ours");
    }

    [Fact]
    public async Task A_lost_job_is_counted_as_failed()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1");
        using ScopedMeter meter = new(proxy);

        await Sender.Validator.PostAsync(proxy);

        await WaitAsync(() => meter.Of("reverse_proxy.requests").Count == 1);
        Dictionary<string, object?> tags = meter.Of("reverse_proxy.requests").Single().Tags;
        (tags["verdict"], tags["kind"], tags["http.response.status_code"]).ShouldBe(("backend_unreachable", "failed", 502));
    }

    [Fact]
    public async Task How_each_backend_server_stands_is_told()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using ScopedMeter meter = new(proxy);

        await Sender.Validator.PostAsync(proxy);

        Dictionary<string, object?> inference = Tags(("pool", "inference"), ("server", $"127.0.0.1:{backend.Port}"), ("number", "0"));
        await WaitAsync(() => meter.Of("reverse_proxy.backend.served").Any(seen => seen.Value == 1));
        meter.Of("reverse_proxy.backend.served").Last(seen => seen.Value == 1).Tags.ShouldBe(inference, ignoreOrder: true);
        meter.Of("reverse_proxy.backend.state").ShouldContain(seen => seen.Value == 0 && (string)seen.Tags["pool"]! == "inference");
        meter.Of("reverse_proxy.backend.failed").ShouldAllBe(seen => seen.Value == 0);
        meter.Of("reverse_proxy.pool.waiting").ShouldContain(seen => seen.Value == 0 && (string)seen.Tags["pool"]! == "training");
    }

    [Fact]
    public async Task What_rules_say_without_a_state_of_the_subnet_is_told()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration =>
            configuration["auth"]!["policies"] = JsonNode.Parse("""[{ "policy": "registered", "mode": "enforce", "when_unknown": "refuse" }]"""));
        using ScopedMeter meter = new(proxy);

        await Sender.Stranger.PostAsync(proxy);

        meter.Of("reverse_proxy.policy.refused").ShouldContain(seen => seen.Value == 1 && (string)seen.Tags["policy"]! == "registered");
        meter.Of("reverse_proxy.subnet.lookups").ShouldContain(seen => seen.Value == 1 && (string)seen.Tags["result"]! == "miss");
        meter.Of("reverse_proxy.subnet.refreshes").ShouldAllBe(seen => (string)seen.Tags["result"]! == "failed" || seen.Value == 0);
        meter.Of("reverse_proxy.connections.refused").ShouldAllBe(seen => seen.Value == 0);
    }

    [Fact]
    public async Task How_far_our_clock_is_off_is_told_once_enough_senders_came()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using ScopedMeter meter = new(proxy);
        meter.Of("reverse_proxy.clock.offset").ShouldBeEmpty("nobody has come yet");
        ReverseProxy.Clock.ClockGuard guard = proxy.Server.Services.GetRequiredService<ReverseProxy.Clock.ClockGuard>();

        for (int i = 0; i < 50 && guard.Drift is null; i++)
        {
            await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, "{}"u8.ToArray(), offset: -3_000), "{}"u8.ToArray());
            await Task.Delay(30, RawClient.Token);
        }

        (double value, Dictionary<string, object?> tags) = meter.Of("reverse_proxy.clock.offset")[^1];
        tags.ShouldBe(Tags(("against", "senders")));
        value.ShouldBeInRange(2.5, 3.5);
    }

    [Fact]
    public void Senders_have_names_as_long_as_there_are_names_and_a_crowd_leaves_half_of_them()
    {
        SenderNames names = new(maximum: 4);
        string[] crowd = [.. Enumerable.Range(0, 100).Select(number => names.Of(Account(number), known: false))];
        string[] validators = [.. Enumerable.Range(100, 5).Select(number => names.Of(Account(number), known: true))];

        crowd.Count(name => name != "other").ShouldBe(2);
        validators.Count(name => name != "other").ShouldBe(2);
        names.Of(Account(0), known: false).ShouldBe(crowd[0], "a name once given stays");

        static Substrate.Cryptography.AccountId Account(int number) =>
            Substrate.Cryptography.AccountId.FromBytes([.. BitConverter.GetBytes(number), .. new byte[28]]);
    }

    [Fact]
    public async Task While_nobody_listens_an_ended_request_allocates_nothing()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        // Of a name of its own: other tests listen to the usual one.
        ProxyMetrics metrics = new(new UnheardMeters(), [], proxy.Server.Services.GetRequiredService<ProxyServerOptions>());
        Exchange exchange = new(new DefaultHttpContext(), proxy.Server.Services.GetRequiredService<SnapshotHolder>().Current, 1)
        {
            Authenticated = true,
            SenderIsKnown = true,
            SignedAt = 1,
        };
        exchange.Mark(Stage.Forwarded);

        Fixtures.Allocations.Least(Write).ShouldBe(0);

        void Write()
        {
            for (int i = 0; i < 1_000; i++)
            {
                exchange.Mark(Stage.Ended);
                metrics.Write(exchange);
                Tracing.End(exchange);
            }
        }
    }

    [Fact]
    public async Task Prometheus_scrapes_it_from_the_admin_interface_with_the_token()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using AdminProxy admin = await AdminProxy.StartAsync(backend.Url);
        await Sender.Validator.PostAsync(admin.Proxy);

        (await RawClient.GetAsync(admin.Port, "/metrics")).Status.ShouldBe(401);
        string text = await admin.Client.GetStringAsync("/metrics", RawClient.Token);

        text.ShouldContain("# TYPE reverse_proxy_requests_total counter");
        text.ShouldMatch($"reverse_proxy_sender_requests_total\\{{.*sender=\"{Sender.Validator.Address}\"");
        text.ShouldMatch("http_server_request_duration_seconds_count\\{.*http_route=\"/inference\"");
        text.ShouldNotContain("http_route=\"/metrics\"");
        (await admin.Client.PostAsync("/metrics", null, RawClient.Token)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    private static Dictionary<string, object?> Tags(params (string Name, object Value)[] tags) => tags.ToDictionary(tag => tag.Name, tag => (object?)tag.Value);

    internal static async Task WaitAsync(Func<bool> condition)
    {
        for (int i = 0; i < 500 && !condition(); i++)
        {
            await Task.Delay(20, RawClient.Token);
        }

        condition().ShouldBeTrue();
    }

    private sealed class UnheardMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new("Unheard");

        public void Dispose()
        {
        }
    }
}
