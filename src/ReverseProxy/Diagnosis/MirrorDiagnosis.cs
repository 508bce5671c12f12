using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bittensor.Registry;

namespace ReverseProxy.Diagnosis;

/// <summary>What the subnet's orchestrator publishes of this miner, where its address is configured: <c>GET /miner_status</c>.</summary>
internal sealed class MirrorDiagnosis : IDiagnosis
{
    private const string Check = "orchestrator";

    public string Name => Check;

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Configuration.Watch.Orchestrator is not { } orchestrator || patient.Offline)
        {
            yield break;
        }

        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 16 << 20 };
        JsonElement miners = default;
        string? failure = null;
        try
        {
            using JsonDocument status = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri($"{orchestrator.AbsoluteUri.TrimEnd('/')}/miner_status"), cancellationToken));
            miners = status.RootElement.GetProperty("data").Clone();
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            failure = exception.GetBaseException().Message;
        }

        if (failure is not null || miners.ValueKind is not JsonValueKind.Object)
        {
            yield return Finding.Unknown(Check, $"{orchestrator.Host} does not say what it knows: {failure ?? "its answer has another shape"}");
            yield break;
        }

        if (!miners.TryGetProperty(patient.Configuration.Auth.MinerHotkey, out JsonElement miner) || miner.ValueKind is not JsonValueKind.Object)
        {
            yield return Finding.Fail(Check, $"{orchestrator.Host} does not list this miner among the valid ones", "see the lines on reachability, capacity and commitment; a banned hotkey is not listed either");
            yield break;
        }

        foreach (Finding finding in Judge(miner, patient.Public))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Judge(JsonElement miner, MinerEndpoint? expected)
    {
        long audits = NumberOf(miner, "failed_audits");
        string address = TextOf(miner, "network_address");
        string capacity = miner.TryGetProperty("capacity", out JsonElement stored) ? Logging.AccessLog.Printable(stored.GetRawText()) : "none";
        if (audits > 0)
        {
            yield return Finding.Fail(Check, $"{Text(audits)} audits failed: the miner is shut out for good", "ask the subnet's team; look whether the results of your GPUs are equal to the bit");
        }
        else if (miner.TryGetProperty("valid", out JsonElement valid) && valid.ValueKind is JsonValueKind.False)
        {
            yield return Finding.Fail(Check, "it counts this miner as invalid", "see the lines on reachability and capacity");
        }
        else if (stored.ValueKind is not JsonValueKind.Object || !stored.EnumerateObject().Any())
        {
            yield return Finding.Fail(Check, "it has no capacity of this miner: the last sweep did not reach it", "see the lines on reachability and capacity");
        }
        else if (expected is not null && address.Length > 0 && !address.Contains($"{expected.Address}:{expected.PortText}", StringComparison.OrdinalIgnoreCase))
        {
            yield return Finding.Fail(Check, $"it looks for this miner at {address}, not at {expected}", "commit the address anew, and wait for the next sweep");
        }
        else
        {
            long failures = NumberOf(miner, "failure_count");
            string text = $"it counts this miner as valid, with capacity {capacity} and {Text(failures)} failures";
            yield return failures == 0 ? Finding.Pass(Check, text) : Finding.Warn(Check, text, "each failure of the last week takes traffic away: `reverse-proxy tail --status 5xx`");
        }
    }

    private static long NumberOf(JsonElement miner, string name) =>
        miner.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out long number) ? number : 0;

    private static string TextOf(JsonElement miner, string name) =>
        miner.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? Logging.AccessLog.Printable(value.GetString()) : string.Empty;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
