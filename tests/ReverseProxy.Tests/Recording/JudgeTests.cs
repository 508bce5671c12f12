using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Recording;
using ReverseProxy.Serving;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Recording;

/// <summary>Requests that the running proxy recorded, judged anew by the same and by other configurations.</summary>
public class JudgeTests
{
    [Fact]
    public async Task By_the_same_configuration_every_verdict_is_the_same_however_late_it_is_asked()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["server"] = new JsonObject { ["max_request_size"] = 1000 });
        byte[] body = "{}"u8.ToArray();
        List<(string Name, string Value)> right = Sender.Validator.Headers(proxy, body);
        await SendAsync(right);
        await SendAsync(right);
        await SendAsync(Sender.Validator.Headers(proxy, body, offset: -9_000));
        await SendAsync(Sender.Validator.Headers(proxy, body, offset: 90_000));
        await SendAsync(Sender.Validator.Headers(proxy, body, signedFor: "5Other"));
        await SendAsync(Sender.Validator.Headers(proxy, "{ }"u8.ToArray()));
        await SendAsync(Sender.Stranger.Headers(proxy, body));
        await SendAsync([.. right.Select(header => header.Name == "Epistula-Signed-By" ? (header.Name, "5nobody") : header)]);
        await SendAsync([]);
        await RawClient.GetAsync(proxy.Port, "/status");
        await RawClient.GetAsync(proxy.Port, "/none");
        await RawClient.GetAsync(proxy.Port, "/inference");
        await Sender.Validator.PostAsync(proxy, "/inference", new byte[2_000]);
        proxy.Clock.Milliseconds += 3_600_000;

        IReadOnlyList<Trail> trails = await FlightRecorderTests.TrailsAsync(proxy, 13);

        // In any order: a request is recorded once its answer is out, and by then the next may be.
        trails.Select(trail => trail.Verdict).ShouldBe(
            [
                "accepted", "replayed", "timestamp_stale", "timestamp_in_future", "receiver_mismatch", "signature_wrong", "sender_not_allowed", "sender_invalid",
                "authorization_missing", "public", "no_route", "method_not_allowed", "body_too_large",
            ],
            ignoreOrder: true);
        SnapshotHolder snapshots = proxy.Server.Services.GetRequiredService<SnapshotHolder>();
        foreach (Trail trail in trails.Where(trail => trail.Verdict != "body_too_large"))
        {
            Judge.Again(trail, snapshots.Current.Configuration).Verdict.ShouldBe(trail.Verdict);
            Check.Of(trail).Count(item => item.Result == CheckResult.Ended).ShouldBe(trail.Verdict is "accepted" or "public" ? 0 : 1, trail.Verdict);
        }

        async Task SendAsync(List<(string Name, string Value)> headers) => await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, body);
    }

    [Fact]
    public async Task By_another_configuration_it_says_what_would_have_been()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        await Sender.Stranger.PostAsync(proxy);
        Trail trail = (await FlightRecorderTests.TrailsAsync(proxy, 1)).Single();
        trail.Verdict.ShouldBe("sender_not_allowed");

        await using RunningProxy open = await RunningProxy.StartAsync(RunningProxy.Configuration(backend.Url, Sender.Stranger.Address));
        Rejudgement again = Judge.Again(trail, open.Server.Services.GetRequiredService<SnapshotHolder>().Current.Configuration);

        again.Verdict.ShouldBe("accepted");
        again.AsRecorded.Single().ShouldContain("the signature, which is not recorded");
    }

    [Fact]
    public async Task What_depended_on_the_moment_is_taken_as_recorded()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        await Sender.Validator.PostAsync(proxy);
        Trail accepted = (await FlightRecorderTests.TrailsAsync(proxy, 1)).Single();
        SnapshotHolder snapshots = proxy.Server.Services.GetRequiredService<SnapshotHolder>();
        string[] questions = ["address", "place", "budget", "used before", "turn", "backend"];
        IEnumerable<string> verdicts = Check.All.Where(check => questions.Contains(check.Name)).SelectMany(check => check.Verdicts)
            .Concat(["storage_full", "bad_request", "internal_error", "client_gone"]);

        foreach (string verdict in verdicts)
        {
            Rejudgement again = Judge.Again(accepted with { Verdict = verdict }, snapshots.Current.Configuration);

            again.Verdict.ShouldBe(verdict);
            again.AsRecorded.ShouldContain("what depended on the moment: limits, memory of used requests, backends", verdict);
        }
    }
}
