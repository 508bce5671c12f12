using System.Text.Json.Nodes;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>What an orchestrator publishes of the miner.</summary>
public class MirrorTests
{
    [Theory]
    [InlineData(""" "valid":true,"capacity":{"base-h100_pcie":true},"failed_audits":0,"failure_count":0,"network_address":"https://127.0.0.1:9999" """, Outcome.Pass, "valid, with capacity")]
    [InlineData(""" "valid":true,"capacity":{"base-h100_pcie":true},"failed_audits":0,"failure_count":3,"network_address":"https://127.0.0.1:9999" """, Outcome.Warn, "3 failures")]
    [InlineData(""" "valid":true,"capacity":{},"failed_audits":0 """, Outcome.Fail, "no capacity")]
    [InlineData(""" "valid":false,"capacity":{"a":true} """, Outcome.Fail, "invalid")]
    [InlineData(""" "valid":true,"capacity":{"a":true},"failed_audits":1 """, Outcome.Fail, "1 audits failed")]
    [InlineData(""" "valid":true,"capacity":{"a":true},"network_address":"https://127.0.0.1:1" """, Outcome.Fail, "looks for this miner at")]
    public async Task The_miners_own_entry_is_judged(string entry, object outcome, string text) =>
        (await ExamineAsync($$$"""{"data":{"{{{RunningProxy.Miner}}}":{{{{entry}}}}},"block":1,"meta":null}""")).ShouldHold("orchestrator", (Outcome)outcome, text);

    [Theory]
    [InlineData("""{"data":{}}""", Outcome.Fail, "does not list this miner")]
    [InlineData("""{"data":[]}""", Outcome.Unknown, "another shape")]
    [InlineData("""{"miners":{}}""", Outcome.Unknown, "does not say")]
    [InlineData("<html>", Outcome.Unknown, "does not say")]
    public async Task An_answer_without_it_is_told_apart(string answer, object outcome, string text) => (await ExamineAsync(answer)).ShouldHold("orchestrator", (Outcome)outcome, text);

    [Theory]
    [InlineData("""{"addresses":["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"]}""", Outcome.Pass, "not among the 1")]
    [InlineData("[]", Outcome.Pass, "not among the 0")]
    [InlineData($$"""{"addresses":["x",1," {{RunningProxy.Miner}} "]}""", Outcome.Fail, "ban list: it gets no jobs")]
    [InlineData($$"""["{{RunningProxy.Miner}}"]""", Outcome.Fail, "ban list: it gets no jobs")]
    [InlineData("""{"addresses":"none"}""", Outcome.Unknown, "another shape")]
    [InlineData("404", Outcome.Unknown, "does not show its ban list: Response status code does not indicate success: 404")]
    public async Task The_ban_list_is_read(string answer, object outcome, string text) =>
        (await ExamineAsync(answer, "/banned/addresses")).ShouldHold("ban", (Outcome)outcome, text, outcome is Outcome.Fail ? "ask the subnet's team" : null);

    [Theory]
    [InlineData("COMPLETED", "0.61", Outcome.Pass, "the score is 0.61")]
    [InlineData("COMPLETED", "0", Outcome.Warn, "the score is 0")]
    [InlineData("SLASHED", "0.5", Outcome.Fail, "slashed")]
    public async Task The_score_is_read(string status, string score, object outcome, string text)
    {
        JsonObject own = new() { ["status"] = status, ["score"] = new JsonObject { ["total_score"] = JsonNode.Parse(score) } };

        (await ExamineAsync(new JsonObject { ["scores"] = new JsonObject { [RunningProxy.Miner] = own } }.ToJsonString(), "/scores")).ShouldHold("score", (Outcome)outcome, text);
    }

    [Theory]
    [InlineData("""{"scores":{}}""", "no score of this miner yet")]
    [InlineData("[]", "another shape")]
    [InlineData("<html>", "does not say the score: ")]
    public async Task Where_there_is_none_that_is_said(string answer, string text) => (await ExamineAsync(answer, "/scores")).ShouldHold("score", Outcome.Unknown, text);

    [Fact]
    public async Task An_orchestrator_that_is_down_says_nothing_of_the_miner()
    {
        string gone = $"http://127.0.0.1:{FreePort.Next()}";

        IReadOnlyList<Finding> findings = await Examination.OfAsync(
            new MirrorDiagnosis(), Examination.Patient(configuration => configuration["watch"] = new JsonObject { ["orchestrator_url"] = gone }));

        findings.Select(finding => (finding.Check, finding.Outcome)).ShouldBe([("orchestrator", Outcome.Unknown), ("ban", Outcome.Unknown), ("score", Outcome.Unknown)]);
    }

    [Fact]
    public async Task Without_an_address_nobody_is_asked() => (await Examination.OfAsync(new MirrorDiagnosis(), Examination.Patient())).ShouldBeEmpty();

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(string answer, string path = "/miner_status")
    {
        await using StubBackend orchestrator = StubBackend.Start((request, connection) =>
            connection.WriteJsonAsync(answer, request.Target == path && answer != "404" ? 200 : 404));
        return await Examination.OfAsync(
            new MirrorDiagnosis(), Examination.Patient(configuration => configuration["watch"] = new JsonObject { ["orchestrator_url"] = orchestrator.Url }, port: 9999));
    }
}
