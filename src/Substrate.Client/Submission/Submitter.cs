using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Substrate.Client.Chain;
using Substrate.Client.Events;
using Substrate.Client.Extrinsics;
using Substrate.Client.JsonRpc;
using Substrate.Client.Scale;

namespace Substrate.Client.Submission;

/// <summary>Submits extrinsics and finds out what became of them.</summary>
internal sealed class Submitter(JsonRpcClient rpc, ChainReader chain)
{
    /// <summary>How many blocks are looked through when the extrinsic lives for ever.</summary>
    private const ulong ImmortalSearch = 256;

    private const int HashesAtATime = 64;
    private const int BlocksAtATime = 8;

    /// <summary>Submits an extrinsic, once, and watches it to the end.</summary>
    public async Task<SubmissionOutcome> SubmitAsync(
        SignedExtrinsic extrinsic, IProgress<TransactionStatus>? progress, CancellationToken cancellationToken)
    {
        try
        {
            JsonRpcRequest request = new("author_submitAndWatchExtrinsic", extrinsic.Bytes);
            JsonRpcSubscription subscription = await rpc.SubscribeAsync(
                request, "author_unwatchExtrinsic", cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable disposal = subscription.ConfigureAwait(false);
            return await WatchAsync(extrinsic, subscription, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonRpcException refused) when (refused.Failure == JsonRpcFailure.Refused)
        {
            return new(SubmissionResult.Refused, extrinsic) { Refusal = Refusal.Read(refused.Code, refused.Text ?? "", refused.ErrorData) };
        }
        catch (JsonRpcException lost) when (lost.Failure == JsonRpcFailure.OutcomeUnknown)
        {
            return new(SubmissionResult.Unknown, extrinsic) { Detail = lost.Message };
        }
    }

    /// <summary>Looks for an extrinsic in the finalized blocks of its era.</summary>
    public async Task<SubmissionOutcome> FindAsync(SignedExtrinsic extrinsic, CancellationToken cancellationToken)
    {
        BlockState finalized = await chain.AtFinalizedAsync(cancellationToken).ConfigureAwait(false);
        Era era = extrinsic.Context.Era;
        ulong first = era.IsImmortal ? finalized.Number - Math.Min(finalized.Number, ImmortalSearch) : extrinsic.Context.BirthNumber;
        ulong death = era.Death(extrinsic.Context.BirthNumber);
        ulong last = Math.Min(finalized.Number, death - 1);
        for (ulong from = first; from <= last; from += HashesAtATime)
        {
            ulong to = Math.Min(last, from + HashesAtATime - 1);
            Hash256[] hashes = await ReadHashesAsync(from, to, cancellationToken).ConfigureAwait(false);
            foreach (Hash256[] some in hashes.Chunk(BlocksAtATime))
            {
                if (await FindAsync(extrinsic, some, cancellationToken).ConfigureAwait(false) is SubmissionOutcome found)
                {
                    return found;
                }
            }
        }

        return finalized.Number >= death
            ? new(SubmissionResult.Expired, extrinsic) { Detail = $"it could be included before block {death}" }
            : new(SubmissionResult.Unknown, extrinsic) { Detail = $"it is not among the blocks {first} to {last}" };
    }

    private async Task<SubmissionOutcome> WatchAsync(
        SignedExtrinsic extrinsic,
        JsonRpcSubscription subscription,
        IProgress<TransactionStatus>? progress,
        CancellationToken cancellationToken)
    {
        Hash256? block = null;
        try
        {
            await foreach (JsonRpcResult notification in subscription.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                // A state that is not known is left to newer clients: those that matter end the watch.
                if (!TransactionStatus.TryRead(notification.AsElement(), out TransactionStatus? status))
                {
                    continue;
                }

                progress?.Report(status);
                block = status.State switch
                {
                    TransactionState.InBlock or TransactionState.FinalityTimeout => status.Hash,
                    TransactionState.Retracted => null,
                    _ => block,
                };
                if (status.State == TransactionState.Finalized)
                {
                    return await LookIntoAsync(extrinsic, status.Hash!.Value, cancellationToken).ConfigureAwait(false);
                }

                if (status.IsLast)
                {
                    return new(ResultOf(status.State), extrinsic) { Block = block, Detail = status.Detail ?? status.Hash?.ToString() };
                }
            }

            return new(SubmissionResult.Unknown, extrinsic) { Block = block, Detail = "the node stopped telling" };
        }
        catch (JsonRpcException lost)
        {
            return new(SubmissionResult.Unknown, extrinsic) { Block = block, Detail = lost.Message };
        }
    }

    private static SubmissionResult ResultOf(TransactionState state) => state switch
    {
        TransactionState.Invalid => SubmissionResult.Invalid,
        TransactionState.Dropped => SubmissionResult.Dropped,
        TransactionState.Usurped => SubmissionResult.Usurped,
        _ => SubmissionResult.FinalityTimeout,
    };

    /// <summary>Finds out from a finalized block whether the call was carried out.</summary>
    private async Task<SubmissionOutcome> LookIntoAsync(SignedExtrinsic extrinsic, Hash256 block, CancellationToken cancellationToken) =>
        await FindAsync(extrinsic, [block], cancellationToken).ConfigureAwait(false)
        ?? new(SubmissionResult.Unknown, extrinsic)
        {
            Block = block,
            Detail = $"the node says that it is in block {block}, and it is not there",
        };

    private async Task<SubmissionOutcome?> FindAsync(SignedExtrinsic extrinsic, Hash256[] blocks, CancellationToken cancellationToken)
    {
        JsonRpcAnswer[] answers = await rpc.CallAllAsync(
            [.. blocks.Select(hash => new JsonRpcRequest("chain_getBlock", hash))], cancellationToken).ConfigureAwait(false);
        string wanted = $"0x{Convert.ToHexStringLower(extrinsic.Bytes.Span)}";
        for (int i = 0; i < answers.Length; i++)
        {
            int index = IndexOf(answers[i].Result, wanted);
            if (index >= 0)
            {
                return await ReadOutcomeAsync(extrinsic, blocks[i], (uint)index, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    private async Task<SubmissionOutcome> ReadOutcomeAsync(
        SignedExtrinsic extrinsic, Hash256 block, uint index, CancellationToken cancellationToken)
    {
        BlockState state = await chain.AtAsync(block, cancellationToken).ConfigureAwait(false);
        SubmissionOutcome outcome = new(SubmissionResult.Unknown, extrinsic) { Block = block, BlockNumber = state.Number, Index = index };
        try
        {
            ImmutableArray<EventRecord> events = await state.ReadEventsAsync(cancellationToken).ConfigureAwait(false);
            DispatchResult? result = DispatchResult.Find(state.Runtime.Metadata, events, index);
            return outcome with
            {
                Result = result switch
                {
                    null => SubmissionResult.Unknown,
                    { Succeeded: true } => SubmissionResult.Succeeded,
                    _ => SubmissionResult.CallFailed,
                },
                Error = result?.Error,
                Events = [.. events.Where(record => record.Extrinsic == index)],
                Detail = result is null ? $"the events of block {block} say nothing about it" : null,
            };
        }
        catch (ScaleException undecodable)
        {
            return outcome with { Detail = $"it is in block {block}, whose events cannot be decoded: {undecodable.Message}" };
        }
    }

    private async Task<Hash256[]> ReadHashesAsync(ulong from, ulong to, CancellationToken cancellationToken)
    {
        List<JsonRpcRequest> requests = [];
        for (ulong number = from; number <= to; number++)
        {
            requests.Add(new JsonRpcRequest("chain_getBlockHash", (long)number));
        }

        JsonRpcAnswer[] answers = await rpc.CallAllAsync(requests, cancellationToken).ConfigureAwait(false);
        return [.. answers.Select(answer => answer.Result.AsHash())];
    }

    private static int IndexOf(JsonRpcResult block, string wanted)
    {
        if (block.IsNull)
        {
            return -1;
        }

        JsonElement body = block.Member("block");
        if (body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("extrinsics", out JsonElement extrinsics)
            || extrinsics.ValueKind != JsonValueKind.Array)
        {
            throw block.Malformed("the block has no extrinsics");
        }

        int index = 0;
        foreach (JsonElement extrinsic in extrinsics.EnumerateArray())
        {
            if (extrinsic.ValueKind == JsonValueKind.String && extrinsic.ValueEquals(wanted))
            {
                return index;
            }

            index++;
        }

        return -1;
    }
}
