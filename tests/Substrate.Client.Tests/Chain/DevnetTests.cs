using System.Text;
using Substrate.Client.Chain;
using Substrate.Client.Events;
using Substrate.Client.Extrinsics;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Submission;
using Substrate.Client.Tests.Extrinsics;
using Substrate.Client.Values;
using Substrate.Cryptography;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Client.Tests.Chain;

/// <summary>
/// The client against the true runtime: a freshly started development chain of spec 218 or later with 32 hotkeys on netuid 11
/// (uid n from 6 on is //hk//n), whose address is in SUBTENSOR_ENDPOINT. Skipped where there is none.
/// </summary>
public sealed class DevnetTests : IAsyncDisposable
{
    private readonly SubstrateClient? _client;

    public DevnetTests()
    {
        string? endpoint = Environment.GetEnvironmentVariable("SUBTENSOR_ENDPOINT");
        _client = endpoint is null ? null : new SubstrateClient(new JsonRpcOptions { Endpoints = [new Uri(endpoint)] });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SubstrateClient Client
    {
        get
        {
            Assert.SkipWhen(_client is null, "SUBTENSOR_ENDPOINT names no development chain");
            return _client!;
        }
    }

    [Fact]
    public async Task The_state_is_read_with_the_metadata_of_the_runtime()
    {
        BlockState state = await Client.AtFinalizedAsync(Token);
        state.Runtime.Metadata.Version.ShouldBeGreaterThanOrEqualTo((byte)15);
        (await state.ReadAsync("SubtensorModule", "SubnetworkN", [Value.Of(11)], Token))!.AsNumber<int>().ShouldBeGreaterThanOrEqualTo(32);
        (await state.ReadAsync("System", "LastRuntimeUpgrade", [], Token))!["spec_version"].AsNumber<uint>()
            .ShouldBe(state.Runtime.SpecVersion);

        List<StorageMapEntry> commitments = [];
        await foreach (StorageMapEntry entry in state.ReadMapAsync("Commitments", "CommitmentOf", [], Token, pageSize: 10))
        {
            commitments.Add(entry);
        }

        // Some are of forms that this runtime does not know yet.
        commitments.Count.ShouldBeGreaterThanOrEqualTo(33);
        commitments.Count(entry => entry.Error is null).ShouldBeGreaterThanOrEqualTo(27);
        commitments.Where(entry => entry.Error is not null)
            .ShouldAllBe(entry => entry.Error!.Path!.StartsWith("Commitments.CommitmentOf.info.fields[0]", StringComparison.Ordinal));
        (await state.CallAsync("AccountNonceApi", "account_nonce", [Value.Of(Account("//Alice"))], Token)).AsNumber<uint>();
        (await state.ReadEventsAsync(Token)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("//hk//20", 128ul)]
    [InlineData("//hk//21", 64ul)]
    [InlineData("//hk//22", null)]
    [InlineData("//hk//6", 128ul)]
    public async Task A_commitment_is_made_and_read_back_equal(string uri, ulong? period)
    {
        using Keypair hotkey = SecretUri.Open(uri);
        SubmissionOutcome outcome = await Client.SubmitAsync(
            Commit(11, Raw("13.89.38.129:9999")),
            new KeypairSigner(hotkey),
            new ExtrinsicOptions { Period = period },
            progress: null,
            Token);

        outcome.Succeeded.ShouldBeTrue(outcome.ToString());
        BlockState state = await Client.AtAsync(outcome.Block!.Value, Token);
        Value stored = (await state.ReadAsync("Commitments", "CommitmentOf", [Value.Of(11), Value.Of(hotkey.PublicKey)], Token))!;
        stored["block"].AsNumber<ulong>().ShouldBe(outcome.BlockNumber!.Value);
        stored["info"]["fields"][0].ShouldBe(Raw("13.89.38.129:9999"));
        outcome.Events.ShouldContain(record => record.Is("Commitments", "Commitment"));

        SubmissionOutcome found = await Client.FindAsync(outcome.Extrinsic, Token);
        (found.Result, found.Block, found.Index).ShouldBe((SubmissionResult.Succeeded, outcome.Block, outcome.Index));
        (await Client.SubmitAsync(outcome.Extrinsic, progress: null, Token)).Refusal!.Reason.ShouldBe(RefusalReason.Stale);
    }

    [Fact]
    public async Task Every_form_of_a_field_and_every_length_of_payload_is_taken()
    {
        (await SubmitAsync("//hk//23", Commit(11, Raw(new string('x', 128))))).Succeeded.ShouldBeTrue();
        (await SubmitAsync("//hk//24", Commit(11, Value.Variant("BlakeTwo256", Value.Of(new byte[32]))))).Succeeded.ShouldBeTrue();
        (await SubmitAsync("//hk//25", Commit(11))).Succeeded.ShouldBeTrue();
        (await SubmitAsync("//hk//26", Call.Of("System", "remark", ("remark", Value.Of(new byte[300]))))).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("//Mallory", 11)]
    [InlineData("//Nobody", 11)]
    [InlineData("//Dave", 999)]
    public async Task Who_is_not_registered_is_told_so(string uri, int netuid)
    {
        DispatchError error = (await SubmitAsync(uri, Commit(netuid, Raw("x")))).Error.ShouldNotBeNull();

        (error.Pallet, error.Name).ShouldBe(("Commitments", "AccountNotAllowedCommit"));
        error.Docs.ShouldContain("to make commitments to the chain");
    }

    [Fact]
    public async Task Who_commits_too_often_is_told_so()
    {
        BlockState state = await Client.AtBestAsync(Token);
        Assert.SkipWhen(state.Runtime.Metadata.Pallet("Commitments").Errors!.Find("CommitmentSetRateLimitExceeded") is null, "this runtime limits by space");
        _ = await SubmitAsync("//Charlie", Commit(11, Raw("first")));

        (await SubmitAsync("//Charlie", Commit(11, Raw("second")))).Error!.Name.ShouldBe("CommitmentSetRateLimitExceeded");
    }

    [Fact]
    public async Task A_call_that_costs_and_cannot_be_paid_is_refused_and_one_that_fails_is_named()
    {
        (await SubmitAsync("//hk//6", Commit(11, Raw("x")), new ExtrinsicOptions { Tip = 1000 }))
            .Refusal!.Reason.ShouldBe(RefusalReason.Payment);
        (await SubmitAsync("//Nobody", Call.Of("System", "remark", ("remark", Value.Of([0])))))
            .Refusal!.Reason.ShouldBe(RefusalReason.Payment);
        Call transfer = Call.Of(
            "Balances",
            "transfer_allow_death",
            ("dest", Value.Variant("Id", Value.Of(Account("//Mallory")))),
            ("value", Value.Of(1_000_000_000_000_000)));
        (await SubmitAsync("//hk//27", transfer)).Error!.ToString().ShouldBe("Arithmetic.Underflow");
    }

    [Fact]
    public async Task Nonces_too_low_and_too_high_are_told()
    {
        _ = await SubmitAsync("//hk//28", Commit(11, Raw("x")));

        (await SubmitAsync("//hk//28", Commit(11, Raw("x")), new ExtrinsicOptions { Nonce = 0 }))
            .Refusal!.Reason.ShouldBe(RefusalReason.Stale);
        (await SubmitAsync("//hk//29", Commit(11, Raw("x")), new ExtrinsicOptions { Nonce = 7 })).Result.ShouldBe(SubmissionResult.Invalid);
    }

    [Theory]
    [InlineData("genesis")]
    [InlineData("spec")]
    [InlineData("transaction")]
    [InlineData("era")]
    [InlineData("signature")]
    [InlineData("signer")]
    public async Task A_signature_for_something_else_is_a_bad_one(string other)
    {
        BlockState state = await Client.AtBestAsync(Token);
        using Keypair dave = SecretUri.Open("//Dave");
        ExtrinsicContext right = (await Client.SignAsync(Commit(11, Raw("x")), new KeypairSigner(dave), new ExtrinsicOptions(), Token)).Context;
        ExtrinsicContext context = other switch
        {
            "genesis" => right with { Genesis = Hash256.FromBytes(new byte[32]) },
            "spec" => right with { SpecVersion = right.SpecVersion + 1 },
            "transaction" => right with { TransactionVersion = 99 },
            "era" => right with { BirthBlock = Hash256.FromBytes(new byte[32]) },
            _ => right,
        };
        ISigner signer = other switch
        {
            "signature" => new RecordedSigner(dave.PublicKey, [.. Enumerable.Repeat((byte)0x81, 64)]),
            "signer" => new RecordedSigner(Account("//Eve"), dave.Sign("something else"u8)),
            _ => new KeypairSigner(dave),
        };

        SignedExtrinsic extrinsic = ExtrinsicBuilder.Sign(
            state.Runtime.Metadata, Commit(11, Raw("x")).Encode(state.Runtime.Metadata), context, signer);

        (await Client.SubmitAsync(extrinsic, progress: null, Token)).Refusal!.Reason.ShouldBe(RefusalReason.BadProof);
    }

    [Theory]
    [InlineData("12000b000cff0178")]
    [InlineData("f000")]
    [InlineData("12ff")]
    [InlineData("12000b00041231332e38392e33382e3132393a39393939ffff")]
    public async Task A_call_that_the_runtime_cannot_decode_is_refused(string call)
    {
        BlockState state = await Client.AtBestAsync(Token);
        using Keypair dave = SecretUri.Open("//Dave");
        SignedExtrinsic right = await Client.SignAsync(Commit(11, Raw("x")), new KeypairSigner(dave), new ExtrinsicOptions(), Token);
        SignedExtrinsic extrinsic = ExtrinsicBuilder.Sign(
            state.Runtime.Metadata, Convert.FromHexString(call), right.Context, new KeypairSigner(dave));

        RefusalReason reason = (await Client.SubmitAsync(extrinsic, progress: null, Token)).Refusal!.Reason;

        reason.ShouldBeOneOf(RefusalReason.UnknownValidity, RefusalReason.VerificationFailed, RefusalReason.BadFormat);
    }

    [Fact]
    public async Task A_field_too_many_is_refused()
    {
        BlockState state = await Client.AtBestAsync(Token);
        int fields = state.Runtime.Metadata.Constant("Commitments", "MaxFields").AsNumber<int>() + 1;

        RefusalReason reason = (await SubmitAsync("//Dave", Commit(11, [.. Enumerable.Repeat(Raw("x"), fields)]))).Refusal!.Reason;

        reason.ShouldBeOneOf(RefusalReason.UnknownValidity, RefusalReason.VerificationFailed);
    }

    [Fact]
    public async Task What_the_runtime_does_not_have_is_named()
    {
        BlockState state = await Client.AtBestAsync(Token);

        (await Should.ThrowAsync<MetadataException>(() => state.ReadAsync("Commitments", "Nope", [], Token)))
            .Message.ShouldContain("stores no Nope");
        (await Should.ThrowAsync<JsonRpcException>(() => state.CallAsync("No_such_function", default, Token)))
            .Failure.ShouldBe(JsonRpcFailure.Refused);
        (await Should.ThrowAsync<JsonRpcException>(() => Client.Rpc.CallAsync(new JsonRpcRequest("state_noSuchMethod"), Token)))
            .Code.ShouldBe(-32601);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    private static AccountId Account(string uri)
    {
        using Keypair pair = SecretUri.Open(uri);
        return pair.PublicKey;
    }

    private static Call Commit(int netuid, params ReadOnlySpan<Value> fields) => Call.Of(
        "Commitments", "set_commitment", ("netuid", Value.Of(netuid)), ("info", Value.Composite(("fields", Value.List(fields)))));

    private static Value Raw(string text) => Value.Variant($"Raw{text.Length}", Value.Of(Encoding.ASCII.GetBytes(text)));

    private async Task<SubmissionOutcome> SubmitAsync(string uri, Call call, ExtrinsicOptions? options = null)
    {
        using Keypair pair = SecretUri.Open(uri);
        return await Client.SubmitAsync(call, new KeypairSigner(pair), options ?? new ExtrinsicOptions(), progress: null, Token);
    }
}
