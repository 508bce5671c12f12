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

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(string answer)
    {
        await using StubBackend orchestrator = StubBackend.Start((request, connection) => connection.WriteJsonAsync(answer, request.Target == "/miner_status" ? 200 : 404));
        return await Examination.OfAsync(
            new MirrorDiagnosis(), Examination.Patient(configuration => configuration["watch"] = new System.Text.Json.Nodes.JsonObject { ["orchestrator_url"] = orchestrator.Url }, port: 9999));
    }
}
