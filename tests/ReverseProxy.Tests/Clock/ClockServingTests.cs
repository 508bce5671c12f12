using System.Text.Json;
using System.Text.Json.Nodes;
using FakeNode;
using FakeNode.Chain;
using ReverseProxy.Tests.Support;
using Substrate.Client.Values;

namespace ReverseProxy.Tests.Clock;

/// <summary>The running proxy with a clock that is wrong.</summary>
public class ClockServingTests
{
    [Fact]
    public async Task Known_senders_who_are_ahead_of_us_make_it_warn_and_come_in_all_the_same()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, clock: new SettableClock().Run());

        await SendAsync(proxy, ahead: 2_500);

        (await proxy.LoggedAsync("Our clock is")).ShouldStartWith("Our clock is 2.", Case.Sensitive);
        JsonElement clock = await StatusAsync(proxy);
        clock.GetProperty("sender_drift_ms").GetInt32().ShouldBeInRange(-2_500, -1_100);
        clock.GetProperty("drifting").GetBoolean().ShouldBeTrue();
        clock.GetProperty("warnings").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Senders_who_were_verified_here_are_believed_when_all_they_send_is_stale()
    {
        await using StubBackend backend = StubBackend.StartOk();
        SettableClock clock = new SettableClock().Run();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, clock: clock);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);

        // Somebody sets our clock a minute ahead.
        clock.Milliseconds += 60_000;
        for (int i = 0; i < 4; i++)
        {
            (await SendAsync(proxy, -60_000, "/inference")).Detail.ShouldBe("Request is too stale");
            await Task.Delay(30, RawClient.Token);
        }

        (await proxy.LoggedAsync("Our clock is")).ShouldStartWith("Our clock is 60");
    }

    [Fact]
    public async Task Strangers_and_the_switched_off_guard_say_nothing()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy open = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["auth"]!["allowed_senders"] = new JsonArray(), clock: new SettableClock().Run());
        await using RunningProxy off = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["auth"]!["clock_check"] = "off", clock: new SettableClock().Run());

        await SendAsync(open, ahead: 2_500);
        await SendAsync(off, ahead: 2_500);

        foreach (RunningProxy proxy in (RunningProxy[])[open, off])
        {
            JsonElement clock = await StatusAsync(proxy);
            clock.GetProperty("senders").GetInt32().ShouldBe(0);
            clock.GetProperty("drifting").GetBoolean().ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(-20_000, "Our clock is 20", "ahead of the chain's clock")]
    [InlineData(9_000, "Our clock is 9", "behind the chain's clock")]
    public async Task The_chains_time_is_compared_with_ours(int chainAhead, string start, string direction)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        node.Chain.Populate(netuid: 11, count: 3);
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url,
            configuration =>
            {
                configuration["auth"]!["clock_check"] = "chain";
                configuration["auth"]!["chain_endpoint"] = node.Endpoint.ToString();
            },
            clock: new SettableClock().Run());
        await proxy.LoggedAsync("Subnet 11 as of block");

        for (int i = 0; i < 200 && !proxy.Log.Texts.Any(line => line.StartsWith("Our clock", StringComparison.Ordinal)); i++)
        {
            // A block is said to have taken three seconds at the most, so a chain behind us is so much less certain.
            long now = proxy.Clock.Milliseconds + chainAhead + (chainAhead < 0 ? -3_000 : 0);
            _ = node.Chain.Seal(execute: block => block.Put("Timestamp", "Now", [], Value.Of(now)));
            await Task.Delay(100, RawClient.Token);
        }

        string line = await proxy.LoggedAsync("Our clock is");
        line.ShouldStartWith(start[..^1]);
        line.ShouldContain(direction);
        (await StatusAsync(proxy)).GetProperty("chain_drift_ms").GetInt32().ShouldBeInRange(-chainAhead - 2_000, -chainAhead + 2_000);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    private static async Task SendAsync(RunningProxy proxy, long ahead)
    {
        for (int i = 0; i < 4; i++)
        {
            RawResponse answer = await SendAsync(proxy, ahead, "/inference");
            answer.Status.ShouldBe(200);
            await Task.Delay(30, RawClient.Token);
        }
    }

    private static Task<RawResponse> SendAsync(RunningProxy proxy, long ahead, string path)
    {
        byte[] body = "{}"u8.ToArray();
        return RawClient.SendAsync(proxy.Port, "POST", path, Sender.Validator.Headers(proxy, body, offset: ahead), body);
    }

    private static async Task<JsonElement> StatusAsync(RunningProxy proxy) =>
        JsonDocument.Parse((await RawClient.GetAsync(proxy.Port, "/status?verbose")).Body).RootElement.GetProperty("clock");
}
