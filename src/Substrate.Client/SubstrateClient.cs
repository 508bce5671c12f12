using System.Runtime.CompilerServices;
using Substrate.Client.Chain;
using Substrate.Client.Extrinsics;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Submission;
using Substrate.Cryptography;

namespace Substrate.Client;

/// <summary>
/// A client of a Substrate chain that knows nothing of its runtime but what the runtime says about itself, and so survives
/// its upgrades: reads state at blocks, calls runtime functions, signs, submits and watches extrinsics. Thread safe.
/// </summary>
public sealed class SubstrateClient : IAsyncDisposable
{
    private readonly ChainReader _chain;
    private readonly Submitter _submitter;

    /// <summary>Creates a client. It connects with the first call.</summary>
    /// <exception cref="ArgumentException">There is no endpoint, or one that is no WebSocket address.</exception>
    public SubstrateClient(JsonRpcOptions options)
        : this(new JsonRpcClient(options))
    {
    }

    /// <summary>Creates a client of a node that is reached already, and closes that with itself.</summary>
    public SubstrateClient(JsonRpcClient rpc)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        Rpc = rpc;
        _chain = new ChainReader(rpc);
        _submitter = new Submitter(rpc, _chain);
    }

    /// <summary>The calls below, for what has no method here.</summary>
    public JsonRpcClient Rpc { get; }

    /// <summary>The hash of the chain's block 0, which tells chains apart.</summary>
    /// <exception cref="JsonRpcException">The call failed.</exception>
    public ValueTask<Hash256> GetGenesisAsync(CancellationToken cancellationToken) => _chain.GenesisAsync(cancellationToken);

    /// <summary>The state after the newest finalized block, which cannot vanish.</summary>
    /// <exception cref="JsonRpcException">A call failed.</exception>
    /// <exception cref="MetadataException">The runtime's metadata cannot be read.</exception>
    /// <exception cref="SubstrateException">The node is of another chain than those before it.</exception>
    public Task<BlockState> AtFinalizedAsync(CancellationToken cancellationToken) => _chain.AtFinalizedAsync(cancellationToken);

    /// <summary>The state after the newest block, which may still vanish.</summary>
    /// <inheritdoc cref="AtFinalizedAsync"/>
    public Task<BlockState> AtBestAsync(CancellationToken cancellationToken) => _chain.AtBestAsync(cancellationToken);

    /// <summary>The state after a block.</summary>
    /// <exception cref="SubstrateException">The node does not know the block, or is of another chain than those before it.</exception>
    /// <inheritdoc cref="AtFinalizedAsync"/>
    public Task<BlockState> AtAsync(Hash256 block, CancellationToken cancellationToken) => _chain.AtAsync(block, cancellationToken);

    /// <summary>Follows the newest blocks, through all losses of connections, for ever. One who is slow misses some.</summary>
    public IAsyncEnumerable<BlockHeader> FollowBestAsync(CancellationToken cancellationToken) =>
        FollowAsync("chain_subscribeNewHeads", "chain_unsubscribeNewHeads", cancellationToken);

    /// <summary>Follows the newest finalized blocks, through all losses of connections, for ever. One who is slow misses some.</summary>
    public IAsyncEnumerable<BlockHeader> FollowFinalizedAsync(CancellationToken cancellationToken) =>
        FollowAsync("chain_subscribeFinalizedHeads", "chain_unsubscribeFinalizedHeads", cancellationToken);

    /// <summary>The nonce of the next extrinsic of an account, those that wait counted in.</summary>
    /// <exception cref="JsonRpcException">The call failed.</exception>
    public async Task<uint> GetNextNonceAsync(AccountId account, CancellationToken cancellationToken)
    {
        JsonRpcRequest request = new("system_accountNextIndex", account.ToSs58());
        return (uint)(await Rpc.CallAsync(request, cancellationToken).ConfigureAwait(false)).AsNumber();
    }

    /// <summary>Puts a call into an extrinsic for the newest runtime and signs it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">What the signer chooses.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MetadataException">The runtime has no such pallet.</exception>
    /// <exception cref="ScaleException">The runtime has no such call, or the arguments are not its.</exception>
    /// <exception cref="ExtrinsicException">The runtime wants something that this client does not know.</exception>
    /// <exception cref="JsonRpcException">A call failed.</exception>
    /// <exception cref="SubstrateException">The node is of another chain than those before it.</exception>
    public async Task<SignedExtrinsic> SignAsync(Call call, ISigner signer, ExtrinsicOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(options);
        SigningState state = await _chain.ForSigningAsync(signer.Account, cancellationToken).ConfigureAwait(false);
        Era era = options.Period is ulong period ? Era.Mortal(state.FinalizedNumber, period) : Era.Immortal;
        ulong birth = era.Birth(state.FinalizedNumber);
        ExtrinsicContext context = new()
        {
            SpecVersion = state.Runtime.SpecVersion,
            TransactionVersion = state.Runtime.TransactionVersion,
            Genesis = state.Genesis,
            Nonce = options.Nonce ?? state.NextNonce,
            Tip = options.Tip,
            Era = era,
            BirthNumber = birth,
            BirthBlock = era.IsImmortal || birth == state.FinalizedNumber
                ? state.Finalized
                : await GetHashAsync(birth, cancellationToken).ConfigureAwait(false),
        };
        SignedExtrinsic extrinsic = ExtrinsicBuilder.Sign(state.Runtime.Metadata, call.Encode(state.Runtime.Metadata), context, signer);
        options.OnSigned?.Invoke(extrinsic);
        return extrinsic;
    }

    /// <summary>
    /// Signs a call, submits it and watches it until its block is final. Where the runtime was upgraded in the very moment,
    /// the node's refusal is answered by signing once more for the new one.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">What the signer chooses.</param>
    /// <param name="progress">Told of every state on the way; null if nobody wants to know.</param>
    /// <param name="cancellationToken">Gives up; what was submitted stays submitted.</param>
    /// <returns>What became of it. That it failed, or that this is not known, is an outcome and no exception.</returns>
    /// <inheritdoc cref="SignAsync"/>
    public async Task<SubmissionOutcome> SubmitAsync(
        Call call, ISigner signer, ExtrinsicOptions options, IProgress<TransactionStatus>? progress, CancellationToken cancellationToken)
    {
        SignedExtrinsic extrinsic = await SignAsync(call, signer, options, cancellationToken).ConfigureAwait(false);
        SubmissionOutcome outcome = await _submitter.SubmitAsync(extrinsic, progress, cancellationToken).ConfigureAwait(false);
        if (outcome.Refusal is not { Reason: RefusalReason.BadProof or RefusalReason.VerificationFailed or RefusalReason.UnknownValidity })
        {
            return outcome;
        }

        RuntimeVersion newest = await _chain.NewestVersionAsync(cancellationToken).ConfigureAwait(false);
        if (newest.Spec == extrinsic.Context.SpecVersion && newest.Transaction == extrinsic.Context.TransactionVersion)
        {
            return outcome;
        }

        extrinsic = await SignAsync(call, signer, options, cancellationToken).ConfigureAwait(false);
        return await _submitter.SubmitAsync(extrinsic, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Submits a signed extrinsic, once, and watches it until its block is final.</summary>
    /// <param name="extrinsic">The extrinsic.</param>
    /// <param name="progress">Told of every state on the way; null if nobody wants to know.</param>
    /// <param name="cancellationToken">Gives up; what was submitted stays submitted.</param>
    /// <returns>What became of it. That it failed, or that this is not known, is an outcome and no exception.</returns>
    /// <exception cref="JsonRpcException">It could not be sent: nothing happened.</exception>
    public Task<SubmissionOutcome> SubmitAsync(
        SignedExtrinsic extrinsic, IProgress<TransactionStatus>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(extrinsic);
        return _submitter.SubmitAsync(extrinsic, progress, cancellationToken);
    }

    /// <summary>
    /// Looks for a submitted extrinsic in the finalized blocks of its era: for when contact was lost. An immortal one is
    /// looked for in the last 256.
    /// </summary>
    /// <returns>
    /// What became of it; <see cref="SubmissionResult.Expired"/> where it never will be included, and
    /// <see cref="SubmissionResult.Unknown"/> where it still may be.
    /// </returns>
    /// <exception cref="JsonRpcException">A call failed.</exception>
    public Task<SubmissionOutcome> FindAsync(SignedExtrinsic extrinsic, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(extrinsic);
        return _submitter.FindAsync(extrinsic, cancellationToken);
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => Rpc.DisposeAsync();

    private async Task<Hash256> GetHashAsync(ulong number, CancellationToken cancellationToken) =>
        (await Rpc.CallAsync(new JsonRpcRequest("chain_getBlockHash", (long)number), cancellationToken).ConfigureAwait(false)).AsHash();

    private async IAsyncEnumerable<BlockHeader> FollowAsync(
        string subscribeMethod, string unsubscribeMethod, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<JsonRpcResult> heads = Rpc.FollowAsync(new JsonRpcRequest(subscribeMethod), unsubscribeMethod, cancellationToken);
        await foreach (JsonRpcResult head in heads.ConfigureAwait(false))
        {
            yield return BlockHeader.Read(head);
        }
    }
}
