using System.Text.Json;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Conformance;

/// <summary>Every contract case of the recordings, replayed byte for byte with the clock of the recording.</summary>
public class GoldenTests(GoldenServers servers) : IClassFixture<GoldenServers>
{
    // The allow-list of the original compared texts; ours compares keys, so the validator's key under another spelling comes in.
    private static readonly string[] AdmittedByKey = ["by_prefix_0", "by_hex"];

    private static readonly string[] ComparedHeaders =
    [
        "allow", "access-control-allow-headers", "access-control-allow-methods", "access-control-allow-origin", "access-control-max-age", "content-type", "location",
        "vary", "x-backend", "x-latin",
    ];

    // Headers that httpx added of itself, that belong to a connection, or that we set from ours.
    private static readonly string[] NotCompared =
    [
        "accept", "accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent", "x-forwarded-for", "x-forwarded-host",
        "x-forwarded-proto", "x-request-id",
    ];

    public static TheoryData<string> Contract { get; } = new(GoldenCase.All.Where(golden => golden.Class == "contract").Select(golden => golden.Id));

    [Theory]
    [MemberData(nameof(Contract))]
    public async Task A_contract_case_is_answered_as_recorded(string id)
    {
        GoldenCase golden = GoldenCase.Named(id);
        servers.Clock.Milliseconds = golden.Clock;
        servers.Backend.Seen.Clear();
        using RawClient client = await RawClient.ConnectAsync(servers.Port(golden.Server));
        await client.WriteAsync(golden.RequestBytes());

        if (golden.IsRaw)
        {
            (await client.ReadResponseAsync()).Text.ShouldContain("healthy");
            (await client.ReadResponseAsync()).Text.ShouldContain("running");
            servers.Passed++;
            return;
        }

        RawResponse answer = await client.ReadResponseAsync(golden.Method);
        if (AdmittedByKey.Contains(id))
        {
            answer.Status.ShouldBe(200);
            servers.Backend.Seen.Count.ShouldBe(1);
        }
        else if (id == "ts_underscore_rawmsg")
        {
            // Python's 1_7 is no integer here, so the signature is not even looked at.
            (answer.Status, answer.Detail).ShouldBe((401, "Invalid Timestamp"));
        }
        else
        {
            CompareAnswer(golden, answer);
            CompareBackend(golden);
        }

        servers.Passed++;
    }

    private static void CompareAnswer(GoldenCase golden, RawResponse answer)
    {
        JsonElement expected = golden.Response;
        answer.Status.ShouldBe(expected.GetProperty("status").GetInt32());
        answer.Reason.ShouldBe(ReasonOf(expected));
        foreach (string name in ComparedHeaders)
        {
            string? recorded = expected.GetProperty("headers").EnumerateArray()
                .Where(header => header[0].GetString() == name).Select(header => header[1].GetString()).FirstOrDefault();
            answer.Header(name).ShouldBe(recorded, $"header {name}");
        }

        answer.Header("access-control-allow-credentials").ShouldBeNull();
        if (golden.Method != "HEAD" && golden.BackendHits == 0 && expected.TryGetProperty("body", out JsonElement body))
        {
            CompareBody(body.GetString()!, answer);
        }
        else if (golden.Id.StartsWith("backend_large", StringComparison.Ordinal) && expected.TryGetProperty("body_sha256", out JsonElement digest))
        {
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(answer.Body)).ShouldBe(digest.GetString());
        }
    }

    // Kestrel leaves out the reason of a status that it does not know, where the original made up an empty one too.
    private static string ReasonOf(JsonElement expected) => expected.GetProperty("reason").GetString() ?? string.Empty;

    private static void CompareBody(string recorded, RawResponse answer)
    {
        string expected = recorded.Replace("\"version\":\"0.1.0\"", $"\"version\":\"{Endpoints.PublicAnswers.Version}\"", StringComparison.Ordinal);
        if (expected.StartsWith('{'))
        {
            JsonElement.DeepEquals(JsonDocument.Parse(answer.Body).RootElement, JsonDocument.Parse(expected).RootElement).ShouldBeTrue($"{answer.Text} is not {expected}");
        }
        else
        {
            answer.Text.ShouldBe(expected);
        }
    }

    private void CompareBackend(GoldenCase golden)
    {
        servers.Backend.Seen.Count.ShouldBe(golden.BackendHits);
        if (golden.BackendHits == 0)
        {
            return;
        }

        JsonElement expected = golden.BackendSaw;
        SeenRequest seen = servers.Backend.Seen.First();
        seen.Method.ShouldBe(expected.GetProperty("method").GetString());
        seen.Target.ShouldBe(expected.GetProperty("target").GetString());
        seen.BodySha256.ShouldBe(expected.GetProperty("body_sha256").GetString());
        Headers(seen.Head.Headers.Select(header => (header.Key, header.Value)))
            .ShouldBe(Headers(expected.GetProperty("headers").EnumerateArray().Select(header => (header[0].GetString()!, header[1].GetString()!))));
    }

    private static List<string> Headers(IEnumerable<(string Name, string Value)> headers) =>
    [
        .. headers.Where(header => !NotCompared.Contains(header.Name, StringComparer.OrdinalIgnoreCase))
            .Select(header => $"{header.Name.ToLowerInvariant()}: {header.Value}").Order(StringComparer.Ordinal),
    ];
}
