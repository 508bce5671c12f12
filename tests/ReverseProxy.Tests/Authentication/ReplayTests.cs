using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Authentication;

/// <summary>How long a used request is remembered: as long as a copy of it could be accepted, and no longer.</summary>
public class ReplayTests
{
    private static readonly byte[] Body = "{}"u8.ToArray();

    [Fact]
    public async Task A_copy_that_was_underway_when_it_was_still_fresh_is_refused_however_slowly_it_comes()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        List<(string, string)> headers = Sender.Validator.Headers(proxy, Body);
        using RawClient copy = await RawClient.ConnectAsync(proxy.Port);
        await copy.WriteAsync(RawClient.Request("POST", "/inference", [.. headers, ("Content-Length", "2")]));
        await copy.WriteAsync("{");
        await Task.Delay(200, RawClient.Token);
        (await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, Body)).Status.ShouldBe(200);

        proxy.Clock.Milliseconds += 100_000;
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        await copy.WriteAsync("}");

        (await copy.ReadResponseAsync()).Detail.ShouldBe("Request already used");
        backend.Seen.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Room_is_needed_for_the_tolerated_age_alone()
    {
        // 1,024 requests fit, four fifths of them for certain; a thousand in two goes, nine seconds apart, are no trouble.
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["auth"]!["replay_capacity"] = 1_024);
        for (int round = 0; round < 3; round++)
        {
            RawResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => CapacityAsync(proxy)));
            answers.ShouldAllBe(answer => answer.Status == 200);
            proxy.Clock.Milliseconds += 9_000;
        }
    }

    private static Task<RawResponse> CapacityAsync(RunningProxy proxy) => RawClient.GetAsync(proxy.Port, "/capacity", Sender.Validator.Headers(proxy, []));
}
