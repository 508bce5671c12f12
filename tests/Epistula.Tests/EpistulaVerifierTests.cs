using System.Security.Cryptography;
using System.Text.Json;
using Fixtures;
using Microsoft.Extensions.Time.Testing;
using Substrate.Cryptography.Sr25519;

namespace Epistula.Tests;

public class EpistulaVerifierTests
{
    private static readonly JsonElement[] Recorded = [.. Repository.Json("conformance", "verify.json").RootElement.EnumerateArray()];
    private static readonly JsonElement VectorFile = Repository.Json("vectors", "epistula.json").RootElement;
    private static readonly JsonElement[] Vectors = [.. VectorFile.GetProperty("vectors").EnumerateArray()];

    // What the original did and this verifier, by decision, does not.
    private static readonly Dictionary<string, EpistulaFailure> Decided = new()
    {
        ["future_1000000000"] = EpistulaFailure.TimestampInFuture,
        ["ts:٣٣٣٣٣٣٣٣٣٣٣٣٣"] = EpistulaFailure.TimestampInvalid,
        ["ts:1000000000000000000000000000000"] = EpistulaFailure.TimestampInvalid,
        ["sig_long"] = EpistulaFailure.SignatureMalformed,
        ["identity_key_forgery"] = EpistulaFailure.SenderInvalid,
    };

    public static TheoryData<string> RecordedIds { get; } = new(Recorded.Select(element => element.GetProperty("id").GetString()!));

    public static TheoryData<int> VectorIndices { get; } = new(Enumerable.Range(0, Vectors.Length));

    [Theory]
    [MemberData(nameof(RecordedIds))]
    public void The_original_verifier_would_say_the_same(string id)
    {
        JsonElement recorded = Recorded.Single(element => element.GetProperty("id").GetString() == id);
        EpistulaVerifier verifier = Verifier(
            recorded.Text("miner_hotkey")!, recorded.GetProperty("allowed_delta_ms").GetInt64(), recorded.GetProperty("now_ms").GetInt64());
        EpistulaEnvelope envelope = new(
            recorded.Text("signature")!, recorded.Text("timestamp")!, recorded.Text("uuid")!, recorded.Text("signed_by")!, recorded.Text("signed_for")!);

        EpistulaFailure failure = Judge(verifier, envelope, recorded.GetProperty("body_b64").GetBytesFromBase64());

        string? expected = Decided.TryGetValue(id, out EpistulaFailure decided) ? decided.Detail() : recorded.Text("error");
        (failure is EpistulaFailure.None ? null : failure.Detail()).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(VectorIndices))]
    public void Vectors_of_an_independent_implementation_get_its_verdict(int index)
    {
        JsonElement vector = Vectors[index];
        string receiver = vector.Text("signedFor") ?? string.Empty;
        string timestamp = vector.Text("timestamp")!;
        EpistulaVerifier verifier = Verifier(receiver, 8_000, long.TryParse(timestamp, out long now) ? now : 1_760_000_000_000);
        EpistulaEnvelope envelope = new(vector.Text("signature")!, timestamp, vector.Text("uuid")!, vector.Text("signedBy")!, receiver);

        EpistulaFailure failure = Judge(verifier, envelope, vector.GetProperty("bodyB64").GetBytesFromBase64());

        // The vectors' verdict is without <Bytes> and over the timestamp's text; the original accepted what is wrapped,
        // and read the timestamp as an integer before it rebuilt the message, and so does this verifier.
        bool valid = vector.GetProperty("valid").GetBoolean()
            || vector.Text("kind") == "timestamp with leading zero"
            || (vector.TryGetProperty("signatureVerifyWouldSay", out JsonElement lenient) && lenient.ValueKind is JsonValueKind.True);
        (failure is EpistulaFailure.None).ShouldBe(valid, $"{vector.Text("kind")}: {failure}");
    }

    [Fact]
    public void The_first_of_several_faults_counts()
    {
        EpistulaVerifier verifier = Verifier("miner", 8_000, 1_758_000_000_000);
        EpistulaEnvelope faulty = new("zz", "no time", "u", "nobody", "somebody else");

        verifier.Examine(faulty, out _).ShouldBe(EpistulaFailure.ReceiverMismatch);
        verifier.Examine(faulty with { SignedFor = "miner" }, out _).ShouldBe(EpistulaFailure.TimestampInvalid);
        verifier.Examine(faulty with { SignedFor = "miner", Timestamp = "1" }, out _).ShouldBe(EpistulaFailure.TimestampStale);
        verifier.Examine(faulty with { SignedFor = "miner", Timestamp = "1758000000000" }, out _).ShouldBe(EpistulaFailure.SenderInvalid);
        verifier.Examine(
            faulty with { SignedFor = "miner", Timestamp = "1758000000000", SignedBy = "5CcyqxXnJucaCnQQvvUg5EPzj1uoNAxACZvzArHw5aVDvgNH" }, out _)
            .ShouldBe(EpistulaFailure.SignatureMalformed);
    }

    [Theory]
    [InlineData("9223372036854775807", EpistulaFailure.TimestampInFuture)]
    [InlineData("99999999999999999999", EpistulaFailure.TimestampInFuture)]
    [InlineData("-99999999999999999999", EpistulaFailure.TimestampStale)]
    [InlineData("100000000000000000000", EpistulaFailure.TimestampInvalid)]
    public void Timestamps_at_the_edge_of_integers_do_not_wrap_around(string timestamp, EpistulaFailure failure) =>
        Verifier("miner", long.MaxValue, 1_758_000_000_000).Examine(new("0x", timestamp, "u", "s", "miner"), out _)
            .ShouldBe(failure is EpistulaFailure.TimestampStale && timestamp.StartsWith('-') ? EpistulaFailure.TimestampStale : failure);

    [Fact]
    public void Examining_and_verifying_allocate_nothing()
    {
        JsonElement recorded = Recorded.Single(element => element.GetProperty("id").GetString() == "age_7999");
        EpistulaVerifier verifier = new(
            new() { Receiver = recorded.Text("miner_hotkey")! }, Sr25519Verifier.Default, new FixedClock(recorded.GetProperty("now_ms").GetInt64()));
        EpistulaEnvelope envelope = new(
            recorded.Text("signature")!, recorded.Text("timestamp")!, recorded.Text("uuid")!, recorded.Text("signed_by")!, recorded.Text("signed_for")!);
        byte[] digest = SHA256.HashData(recorded.GetProperty("body_b64").GetBytesFromBase64());
        Run().ShouldBeTrue();

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool valid = Run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        valid.ShouldBeTrue();
        allocated.ShouldBe(0);

        bool Run() => verifier.Examine(envelope, out EpistulaCandidate candidate) is EpistulaFailure.None && verifier.Verify(candidate, digest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_prepared_for_a_sender_depends_on_whether_he_is_known(bool known)
    {
        JsonElement recorded = Recorded.Single(element => element.GetProperty("id").GetString() == "age_7999");
        WatchedVerifier signatures = new();
        EpistulaVerifier verifier = new(
            new() { Receiver = recorded.Text("miner_hotkey")! }, signatures, new FixedClock(recorded.GetProperty("now_ms").GetInt64()));
        EpistulaEnvelope envelope = new(
            recorded.Text("signature")!, recorded.Text("timestamp")!, recorded.Text("uuid")!, recorded.Text("signed_by")!, recorded.Text("signed_for")!);
        byte[] digest = SHA256.HashData(recorded.GetProperty("body_b64").GetBytesFromBase64());

        verifier.Examine(envelope, out EpistulaCandidate candidate).ShouldBe(EpistulaFailure.None);
        verifier.Verify(candidate, digest, known).ShouldBeTrue();
        verifier.Verify(candidate, new byte[32], known).ShouldBeFalse();

        signatures.Known.ShouldBe([known, known, known], "one message that fits, then plain and wrapped that do not");
    }

    private static EpistulaFailure Judge(EpistulaVerifier verifier, EpistulaEnvelope envelope, byte[] body)
    {
        EpistulaFailure failure = verifier.Examine(envelope, out EpistulaCandidate candidate);
        return failure is EpistulaFailure.None && !verifier.Verify(candidate, SHA256.HashData(body)) ? EpistulaFailure.SignatureWrong : failure;
    }

    private static EpistulaVerifier Verifier(string receiver, long delta, long now) => new(
        new() { Receiver = receiver, AllowedDeltaMilliseconds = delta },
        Sr25519Verifier.Default,
        new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(now)));

    private sealed class WatchedVerifier : ISr25519Verifier
    {
        internal List<bool> Known { get; } = [];

        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
            Sr25519Verifier.Default.Verify(publicKey, message, signature);

        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, bool known)
        {
            Known.Add(known);
            return Verify(publicKey, message, signature);
        }
    }

    private sealed class FixedClock(long milliseconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
