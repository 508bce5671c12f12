using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Telemetry;

/// <summary>Traces and metrics as a collector gets them, over OTLP on a real socket.</summary>
public class TracingTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string CallersSpan = "b7ad6b7169203331";

    [Fact]
    public async Task A_callers_trace_is_joined_and_passed_on_and_reaches_the_collector()
    {
        await using StubBackend collector = StubBackend.Start((_, connection) => connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        await using StubBackend backend = StubBackend.StartOk();
        RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration =>
            configuration["telemetry"] = new JsonObject { ["otlp_endpoint"] = collector.Url, ["otlp_headers"] = "x-key=hush", ["service_name"] = "the-miner" });

        await Sender.Validator.PostAsync(proxy, "/inference", "{}"u8.ToArray(), ("traceparent", $"00-{Trace}-{CallersSpan}-00"));

        // The answer is out before the request is over.
        await proxy.LoggedAsync("POST /inference 200");
        await proxy.DisposeAsync();

        string[] passed = backend.Seen.Single().Header("traceparent")!.Split('-');
        passed[1].ShouldBe(Trace);
        passed[2].ShouldNotBe(CallersSpan);
        SeenRequest traces = collector.Seen.Single(seen => seen.Target == "/v1/traces");
        traces.Header("x-key").ShouldBe("hush");
        Holds(traces.Body, Convert.FromHexString(Trace)).ShouldBeTrue();
        Holds(traces.Body, Convert.FromHexString(passed[2])).ShouldBeTrue("our span is what the backend hangs below");
        Holds(traces.Body, Convert.FromHexString(CallersSpan)).ShouldBeTrue("and hangs below the caller's");
        foreach (string text in new[] { "POST /inference", "the-miner", "reverse_proxy.verdict", Sender.Validator.Address, "signature" })
        {
            Holds(traces.Body, System.Text.Encoding.UTF8.GetBytes(text)).ShouldBeTrue(text);
        }

        Holds(collector.Seen.Single(seen => seen.Target == "/v1/metrics").Body, "reverse_proxy.requests"u8.ToArray()).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_collector_the_callers_header_passes_as_it_came()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        string parent = $"00-{Trace}-{CallersSpan}-01";
        await Sender.Validator.PostAsync(proxy, "/inference", "{}"u8.ToArray(), ("traceparent", parent), ("tracestate", "vendor=1"));

        backend.Seen.Single().Header("traceparent").ShouldBe(parent);
        backend.Seen.Single().Header("tracestate").ShouldBe("vendor=1");
    }

    private static bool Holds(byte[] body, byte[] part) => body.AsSpan().IndexOf(part) >= 0;
}
