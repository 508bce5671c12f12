using System.Reflection;
using ReverseProxy.Gating;
using ReverseProxy.Recording;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Tests.Recording;

/// <summary>What <c>explain</c> says, for everything that can become of a request.</summary>
public class TrailStoryTests
{
    /// <summary>Those that end between the questions: the caller hung up, or we failed.</summary>
    private static readonly string[] AtNoQuestion = ["internal_error", "client_gone"];

    public static TheoryData<string> Codes => [.. Verdicts.All.Select(verdict => verdict.Code)];

    public static TheoryData<string> Policies => [.. Enum.GetValues<PolicyKind>().Select(PolicySettings.NameOf)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_verdict_is_told_in_its_own_sentence_with_what_to_do(string code)
    {
        Verdict verdict = Verdicts.Of(code);

        IReadOnlyList<string> story = TrailStory.Tell(Recorded(code));

        story.ShouldContain(line => line.EndsWith($": {verdict.Meaning} ({code}).", StringComparison.Ordinal) || line.EndsWith($": {verdict.Meaning}, which was clear before its signature was looked at ({code}).", StringComparison.Ordinal));
        story.Contains($"What to do: {verdict.Remedy}.").ShouldBe(verdict is { Remedy: not null, Kind: not VerdictKind.Served });
    }

    [Fact]
    public void No_two_verdicts_share_a_sentence()
    {
        IEnumerable<string> sentences = Verdicts.All.Append(Verdicts.Other).Select(verdict => verdict.Meaning);

        sentences.ShouldBeUnique();
    }

    [Fact]
    public void Whatever_the_operator_can_lose_requests_by_has_a_remedy() =>
        Verdicts.All.Where(verdict => verdict.Kind is VerdictKind.Failed).ShouldAllBe(verdict => verdict.Remedy != null);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_refusal_and_each_loss_ended_at_one_of_the_questions(string code)
    {
        bool ends = Verdicts.Of(code).Kind is not VerdictKind.Served && !AtNoQuestion.Contains(code) || code == "preflight";

        Check.All.Count(check => check.Verdicts.Contains(code)).ShouldBe(ends ? 1 : 0);
        TrailStory.Tell(Recorded(code)).Count(line => line.StartsWith("  ENDED", StringComparison.Ordinal)).ShouldBe(ends ? 1 : 0);
    }

    [Fact]
    public void The_questions_name_no_verdict_that_there_is_not() =>
        Check.All.SelectMany(check => check.Verdicts).Except(Verdicts.All.Select(verdict => verdict.Code)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_rule_that_kept_a_sender_out_is_named(string policy)
    {
        IReadOnlyList<string> story = TrailStory.Tell(Recorded("sender_not_allowed") with { Policy = policy, Explanation = $"refused by the policy {policy}", SignatureMs = 1 });

        story.ShouldContain(line => line.EndsWith($"its sender is authentic but not admitted (sender_not_allowed). The rule that says so is {policy}.", StringComparison.Ordinal));
        story.ShouldContain(line => line.StartsWith("  ENDED", StringComparison.Ordinal) && line.EndsWith($"rule {policy}", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_it_was_is_told_in_a_sentence_of_its_own_for_every_class()
    {
        Trail[] trails =
        [
            .. typeof(SenderClass).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => Recorded("accepted") with { Sender = "5Sender", SenderClass = (string)field.GetValue(null)! }),
            Recorded("accepted") with { Sender = "5Sender", SignatureMs = 1 },
            Recorded("sender_invalid") with { SignedBy = "nobody" },
            Recorded("no_route"),
        ];

        trails.Select(trail => TrailStory.Tell(trail)[1]).ShouldBeUnique();
    }

    [Fact]
    public void A_figure_that_was_recorded_is_told_after_the_sentence() =>
        TrailStory.Tell(Recorded("backend_unreachable") with { Explanation = "backend 127.0.0.1:1: connection refused" })
            .ShouldContain(line => line.EndsWith("(backend_unreachable). Backend 127.0.0.1:1: connection refused.", StringComparison.Ordinal));

    [Fact]
    public void A_verdict_of_another_version_is_told_by_its_code() =>
        TrailStory.Tell(Recorded("limit_phase_of_the_moon")).ShouldContain(line => line.EndsWith("something happened that has no name yet (limit_phase_of_the_moon).", StringComparison.Ordinal));

    internal static Trail Recorded(string verdict) => new()
    {
        Id = "4kz0q7m2x9b1d",
        At = DateTimeOffset.UnixEpoch,
        Method = "POST",
        Path = "/inference",
        Route = "/inference",
        Signed = true,
        Status = 200,
        Verdict = verdict,
        SenderClass = SenderClass.Stranger,
        Address = "203.0.113.7",
    };
}
