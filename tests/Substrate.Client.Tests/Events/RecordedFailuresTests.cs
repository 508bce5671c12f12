using System.Collections.Immutable;
using System.Text.Json;
using Fixtures;
using Substrate.Client.Events;
using Substrate.Client.Metadata;
using Substrate.Client.RuntimeApis;
using Substrate.Client.Submission;
using Substrate.Client.Tests.Metadata;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Events;

/// <summary>Every way in which a commit fails, as the real runtime of spec 218 answered it.</summary>
public class RecordedFailuresTests
{
    public static TheoryData<string> Recorded { get; } = new(
        Repository.Json(
            "vectors", "failures-218.json").RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()));

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Events_and_errors_are_named_as_the_reference_names_them(string recorded)
    {
        JsonElement result = JsonDocument.Parse(recorded).RootElement;
        if (!result.TryGetProperty("events", out JsonElement events))
        {
            return;
        }

        foreach (string name in new[] { RealMetadata.Raonet14, RealMetadata.Raonet15 })
        {
            RuntimeMetadata metadata = RealMetadata.Parse(name);
            byte[] stored = [(byte)(events.GetArrayLength() << 2), .. events.EnumerateArray().SelectMany(record => record.Bytes("hex"))];

            ImmutableArray<EventRecord> records = EventReader.Read(metadata, stored);

            records.Select(record => $"{record.Pallet}.{record.Name}").ShouldBe(
                events.EnumerateArray().Select(record => $"{record.Text("section")}.{record.Text("method")}"),
                StringComparer.OrdinalIgnoreCase);
            records.ShouldAllBe(record => record.Phase == EventPhase.ApplyExtrinsic && record.Extrinsic == 1);
            DispatchResult outcome = DispatchResult.Find(metadata, records, extrinsic: 1).ShouldNotBeNull();
            DispatchResult.Find(metadata, records, extrinsic: 0).ShouldBeNull();
            ShouldBeTheRecorded(outcome, result);
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Notifications_and_refusals_are_understood(string recorded)
    {
        JsonElement result = JsonDocument.Parse(recorded).RootElement;
        TransactionState? last = null;
        foreach (JsonElement notification in result.GetProperty("notifications").EnumerateArray())
        {
            TransactionStatus.TryRead(notification, out TransactionStatus? status).ShouldBeTrue();
            last = status!.State;
        }

        JsonElement answer = result.GetProperty("submitAndWatch");
        if (!answer.TryGetProperty("error", out JsonElement error))
        {
            last.ShouldBe(result.Text("name") == "future-nonce" ? TransactionState.Invalid : TransactionState.Finalized);
            return;
        }

        Refusal refusal = Refusal.Read(error.GetProperty("code").GetInt32(), error.Text("message")!, error.Text("data"));
        refusal.Reason.ShouldBe(ExpectedReason(result.Text("validateTransaction")));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void What_the_runtime_says_beforehand_is_decoded(string recorded)
    {
        JsonElement result = JsonDocument.Parse(recorded).RootElement;
        if (result.Text("validateTransaction") is not string answer)
        {
            return;
        }

        RuntimeMetadata metadata = RealMetadata.Parse(RealMetadata.Raonet15);
        RuntimeApiMethod method = metadata.FindApiMethod("TaggedTransactionQueue", "validate_transaction").ShouldNotBeNull();

        VariantValue validity = RuntimeCall.DecodeAnswer(metadata.Types, method, HexText.Bytes(answer)).AsVariant();

        validity.Name.ShouldBe(answer.StartsWith("0x00", StringComparison.Ordinal) ? "Ok" : "Err");
    }

    private static void ShouldBeTheRecorded(DispatchResult outcome, JsonElement result)
    {
        if (!result.TryGetProperty("dispatchError", out JsonElement error))
        {
            outcome.Succeeded.ShouldBeTrue();
            return;
        }

        DispatchError failure = outcome.Error.ShouldNotBeNull();
        if (result.Text("decoded") is string decoded)
        {
            $"{failure.Pallet}.{failure.Name}".ShouldBe(decoded, StringCompareShould.IgnoreCase);
            failure.Docs.ShouldNotBeEmpty();
        }
        else
        {
            failure.ToString().ShouldBe($"Arithmetic.{error.Text("arithmetic")}");
        }
    }

    private static RefusalReason ExpectedReason(string? validity) => validity switch
    {
        "0x010001" => RefusalReason.Payment,
        "0x010003" => RefusalReason.Stale,
        "0x010004" => RefusalReason.BadProof,
        _ => RefusalReason.UnknownValidity,
    };
}
