using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bittensor.Registry;
using ReverseProxy.Configuration;
using ReverseProxy.Logging;
using ReverseProxy.Orchestrator;

namespace ReverseProxy.Diagnosis;

/// <summary>What the subnet's orchestrator publishes of this miner, where its address is configured: its entry, the ban list, its score.</summary>
internal sealed class MirrorDiagnosis : IDiagnosis
{
    private const string Check = "orchestrator";
    private const string Ban = "ban";
    private const string Score = "score";

    public string Name => Check;

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Configuration.Watch.Orchestrator is not { } orchestrator || patient.Offline)
        {
            yield break;
        }

        using OrchestratorMirror mirror = new(orchestrator);
        string hotkey = patient.Configuration.Auth.MinerHotkey;
        yield return await EntryAsync(mirror, hotkey, patient.Public, cancellationToken);
        yield return await BanAsync(mirror, hotkey, cancellationToken);
        yield return await ScoreAsync(mirror, hotkey, cancellationToken);
    }

    private static async Task<Finding> EntryAsync(OrchestratorMirror mirror, string hotkey, MinerEndpoint? expected, CancellationToken cancellationToken)
    {
        (JsonElement? answer, string? failure) = await mirror.ReadAsync("/miner_status", cancellationToken);
        if (answer?.Member("data") is not { ValueKind: JsonValueKind.Object } miners)
        {
            return Finding.Unknown(Check, $"{mirror.Host} does not say what it knows: {failure ?? "its answer has another shape"}");
        }

        return miners.Member(hotkey) is { ValueKind: JsonValueKind.Object } miner
            ? Judge(miner, expected)
            : Finding.Fail(Check, $"{mirror.Host} does not list this miner among the valid ones", "see the lines on reachability, capacity, commitment and ban");
    }

    private static Finding Judge(JsonElement miner, MinerEndpoint? expected)
    {
        long audits = NumberOf(miner, "failed_audits");
        string address = TextOf(miner, "network_address");
        JsonElement? stored = miner.Member("capacity");
        if (audits > 0)
        {
            return Finding.Fail(Check, $"{Text(audits)} audits failed: the miner is shut out for good", "ask the subnet's team; look whether the results of your GPUs are equal to the bit");
        }

        if (miner.Member("valid") is { ValueKind: JsonValueKind.False })
        {
            return Finding.Fail(Check, "it counts this miner as invalid", "see the lines on reachability and capacity");
        }

        if (stored is not { ValueKind: JsonValueKind.Object } capacity || !capacity.EnumerateObject().Any())
        {
            return Finding.Fail(Check, "it has no capacity of this miner: the last sweep did not reach it", "see the lines on reachability and capacity");
        }

        if (expected is not null && address.Length > 0 && !address.Contains($"{expected.Address}:{expected.PortText}", StringComparison.OrdinalIgnoreCase))
        {
            return Finding.Fail(Check, $"it looks for this miner at {address}, not at {expected}", "commit the address anew, and wait for the next sweep");
        }

        long failures = NumberOf(miner, "failure_count");
        string text = $"it counts this miner as valid, with capacity {Printable.Line(capacity.GetRawText())}, {Text(NumberOf(miner, "alpha_stake"))} alpha and {Text(failures)} failures";
        return failures == 0 ? Finding.Pass(Check, text) : Finding.Warn(Check, text, "each failure of the last week takes traffic away: `reverse-proxy tail --status 5xx`");
    }

    private static async Task<Finding> BanAsync(OrchestratorMirror mirror, string hotkey, CancellationToken cancellationToken)
    {
        (JsonElement? answer, string? failure) = await mirror.ReadAsync("/banned/addresses", cancellationToken);

        // The service behind it answers with an object; a bare list is what its readers take as well.
        JsonElement? list = answer is { ValueKind: JsonValueKind.Object } written ? written.Member("addresses") : answer;
        if (list is not { ValueKind: JsonValueKind.Array } addresses)
        {
            return Finding.Unknown(Ban, $"{mirror.Host} does not show its ban list: {failure ?? "its answer has another shape"}");
        }

        return addresses.EnumerateArray().Any(address => address.ValueKind is JsonValueKind.String && address.GetString()!.Trim() == hotkey)
            ? Finding.Fail(Ban, $"the hotkey is on {mirror.Host}'s ban list: it gets no jobs", "ask the subnet's team; look whether results are equal to the bit, and whether every accepted job is delivered")
            : Finding.Pass(Ban, string.Create(CultureInfo.InvariantCulture, $"the hotkey is not among the {addresses.GetArrayLength()} that {mirror.Host} has banned"));
    }

    private static async Task<Finding> ScoreAsync(OrchestratorMirror mirror, string hotkey, CancellationToken cancellationToken)
    {
        (JsonElement? answer, string? failure) = await mirror.ReadAsync("/scores", cancellationToken);
        if (answer?.Member("scores") is not { ValueKind: JsonValueKind.Object } scores)
        {
            return Finding.Unknown(Score, $"{mirror.Host} does not say the score: {failure ?? "its answer has another shape"}");
        }

        if (scores.Member(hotkey) is not { ValueKind: JsonValueKind.Object } own)
        {
            return Finding.Unknown(Score, $"{mirror.Host} has no score of this miner yet");
        }

        string number = own.Member("score")?.Member("total_score") is { ValueKind: JsonValueKind.Number } total ? total.GetDouble().ToString("0.####", CultureInfo.InvariantCulture) : "unknown";
        return TextOf(own, "status") is "SLASHED" ? Finding.Fail(Score, $"the miner is slashed: audits failed (score {number})", "ask the subnet's team; look whether the results of your GPUs are equal to the bit")
            : number == "0" ? Finding.Warn(Score, "the score is 0: no job of the last week counts", "`reverse-proxy tail --refused` shows what became of them")
            : Finding.Pass(Score, $"the score is {number}");
    }

    private static long NumberOf(JsonElement miner, string name) =>
        miner.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) ? number : 0;

    private static string TextOf(JsonElement miner, string name) =>
        miner.Member(name) is { ValueKind: JsonValueKind.String } value ? Printable.Line(value.GetString()) : string.Empty;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
