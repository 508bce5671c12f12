using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Epistula;
using Epistula.Dialects;
using Epistula.Signing;
using ReverseProxy.Configuration;
using ReverseProxy.Logging;
using Substrate.Cryptography.Sr25519;

namespace ReverseProxy.Diagnosis;

/// <summary>
/// The shape of <c>/capacity</c>, and a signed <c>GET</c> of it with the two bytes <c>{}</c> through the public address,
/// as the orchestrator sends it. Signed with a key made for the purpose: whoever is refused for his name alone has
/// proved that headers, body and clock arrive as they were sent. No validator's key is needed.
/// </summary>
internal sealed class CapacityDiagnosis : IDiagnosis
{
    private static readonly byte[] Body = "{}"u8.ToArray();
    private const ushort KnownSubnet = 11;
    private static readonly string[] Kinds = ["base-h100_pcie", "img-h100_pcie"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "capacity";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Shape(patient.Configuration.Capacity, "the configured answer", patient);
        if (patient.Public is not { } endpoint || patient.Offline)
        {
            yield break;
        }

        PublicAddress address = new(endpoint, patient.Roots);
        yield return await AskAsync(address, patient, cancellationToken);
    }

    private static Finding Shape(JsonElement answer, string which, Patient patient) => CapacityShape.IsFlat(answer)
        ? patient.Configuration.Auth.Netuid != KnownSubnet || Kinds.Any(kind => answer.Member(kind) is { ValueKind: JsonValueKind.True })
            ? Finding.Pass("capacity shape", $"{which} is a flat map of booleans")
            : Finding.Warn("capacity shape", $"{which} offers none of what subnet {KnownSubnet}'s orchestrator has jobs of ({string.Join(", ", Kinds)})", "name what your GPUs do in capacity, letter by letter, with true")
        : Finding.Fail("capacity shape", $"{which} is no flat map of booleans: subnet 11's orchestrator marks such a miner invalid", "set capacity, for example to {\"base-h100_pcie\":true}, or capacity_format to flat");

    private async Task<Finding> AskAsync(PublicAddress address, Patient patient, CancellationToken cancellationToken)
    {
        const string What = "a signed GET /capacity with the body {}";
        try
        {
            (int status, string text) = await SendAsync(address, patient, spoil: false, cancellationToken);
            string detail = DetailOf(text);
            switch (status, detail)
            {
                case (200, _):
                    return ShapeOf(text) is { } shape ? Shape(shape, "the answer through the public address", patient) : Finding.Fail(Name, $"{What} is answered with something that is no JSON", "look what stands in front of the proxy");
                case (403, "Sender not allowed"):
                    // A second one with another body: refused for its signature, or the proxy has not looked at either.
                    (_, text) = await SendAsync(address, patient, spoil: true, cancellationToken);
                    return DetailOf(text) == EpistulaFailure.SignatureWrong.Detail()
                        ? Finding.Pass(Name, $"{What} arrives as it was sent, and the signature is verified; a stranger's key is refused, as it should be")
                        : Finding.Unknown(Name, "many strangers call at the moment, and the proxy does not look at another one's signature", "try again later");
                case (401, "Signature Mismatch"):
                    return Finding.Fail(Name, $"{What} does not arrive as it was sent", "something in between drops or changes the body of a GET, as CloudFront does: let it pass, or go around it");
                case (401, "Invalid signed_for address"):
                    return Finding.Fail(Name, "another miner's proxy answers at the public address, or one with another auth.miner_hotkey", "compare the registered address and auth.miner_hotkey");
                case (401, "Request is too stale" or "Request is too far in the future"):
                    return Finding.Fail(Name, $"{What} is refused: {detail}", "the clocks of this machine and the proxy's differ: set both by NTP");
                default:
                    return Finding.Fail(Name, $"{What} is answered with {status} {detail}", "let what stands in front pass /capacity, with its body and the Epistula headers, to the proxy");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Finding.Fail(Name, $"{What} is not answered: {exception.GetBaseException().Message}", "look at the proxy's log, and at what stands in front of it");
        }
    }

    private static async Task<(int Status, string Text)> SendAsync(PublicAddress address, Patient patient, bool spoil, CancellationToken cancellationToken)
    {
        using Keypair stranger = Keypair.FromMiniSecret(RandomNumberGenerator.GetBytes(32));
        byte[] signed = spoil ? "{ }"u8.ToArray() : Body;
        EpistulaEnvelope envelope = new EpistulaSigner(stranger, patient.Time).Sign(SHA256.HashData(signed), patient.Configuration.Auth.MinerHotkey);
        using HttpRequestMessage request = new(HttpMethod.Get, address.Url("/capacity")) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (KeyValuePair<string, string> header in EpistulaDialects.Authorization.Write(envelope))
        {
            _ = request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        using HttpClient client = PublicAddress.Client(Patience);
        using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    private static JsonElement? ShapeOf(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement is { ValueKind: JsonValueKind.Object } shape ? shape : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string DetailOf(string text) =>
        ShapeOf(text) is { } json && json.TryGetProperty("detail", out JsonElement detail) && detail.ValueKind is JsonValueKind.String
            ? Printable.Line(detail.GetString())
            : string.Empty;
}
