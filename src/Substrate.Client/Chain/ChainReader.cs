using System.Runtime.CompilerServices;
using Substrate.Client.JsonRpc;
using Substrate.Client.Scale;
using Substrate.Cryptography;
using Substrate.Cryptography.Hashing;

namespace Substrate.Client.Chain;

/// <summary>Finds blocks and the runtimes that made them, in few round trips.</summary>
internal sealed class ChainReader(JsonRpcClient rpc)
{
    private static readonly JsonRpcRequest GenesisHash = new("chain_getBlockHash", 0);
    private static readonly JsonRpcRequest FinalizedHead = new("chain_getFinalizedHead");
    private static readonly JsonRpcRequest BestHead = new("chain_getBlockHash");

    /// <summary>Where every runtime notes its version in the first block it makes (frame_system).</summary>
    private static readonly byte[] LastUpgradeKey = [.. Twox.Hash("System"u8, 16), .. Twox.Hash("LastRuntimeUpgrade"u8, 16)];

    private readonly RuntimeCache _runtimes = new(rpc);
    private StrongBox<Hash256>? _genesis;

    /// <summary>The hash of block 0.</summary>
    public async ValueTask<Hash256> GenesisAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _genesis) is StrongBox<Hash256> known)
        {
            return known.Value;
        }

        JsonRpcResult answer = await rpc.CallAsync(GenesisHash, cancellationToken).ConfigureAwait(false);
        return KeepGenesis(answer.AsHash());
    }

    public Task<BlockState> AtFinalizedAsync(CancellationToken cancellationToken) => AtHeadAsync(FinalizedHead, cancellationToken);

    public Task<BlockState> AtBestAsync(CancellationToken cancellationToken) => AtHeadAsync(BestHead, cancellationToken);

    /// <summary>The state after a block, with the runtime that made it.</summary>
    public Task<BlockState> AtAsync(Hash256 block, CancellationToken cancellationToken) =>
        AtAsync(block, metadataVersions: null, cancellationToken);

    /// <summary>What has to be known to sign: the newest runtime, the newest finalized block, the next nonce of an account.</summary>
    public async Task<SigningState> ForSigningAsync(AccountId account, CancellationToken cancellationToken)
    {
        List<JsonRpcRequest> requests = [BestHead, FinalizedHead, new("system_accountNextIndex", account.ToSs58()), GenesisHash];
        if (_runtimes.IsEmpty)
        {
            requests.Add(RuntimeCache.MetadataVersions(block: null));
        }

        JsonRpcAnswer[] answers = await rpc.CallAllAsync(requests, cancellationToken).ConfigureAwait(false);
        Hash256 best = answers[0].Result.AsHash();
        Hash256 finalized = answers[1].Result.AsHash();
        Hash256 genesis = KeepGenesis(answers[3].Result.AsHash());

        _runtimes.Prefetch(best, answers.Length > 4 ? answers[4] : null);
        JsonRpcAnswer[] details = await rpc.CallAllAsync(
            [new("state_getRuntimeVersion", best), new("chain_getHeader", finalized)], cancellationToken).ConfigureAwait(false);
        Runtime runtime = await _runtimes.GetAsync(RuntimeVersion.Read(details[0].Result), best, cancellationToken).ConfigureAwait(false);
        return new SigningState(
            runtime, genesis, finalized, BlockHeader.Read(details[1].Result).Number, (uint)answers[2].Result.AsNumber());
    }

    /// <summary>The versions of the newest runtime.</summary>
    public async Task<RuntimeVersion> NewestVersionAsync(CancellationToken cancellationToken) =>
        RuntimeVersion.Read(await rpc.CallAsync(new JsonRpcRequest("state_getRuntimeVersion"), cancellationToken).ConfigureAwait(false));

    private async Task<BlockState> AtHeadAsync(JsonRpcRequest head, CancellationToken cancellationToken)
    {
        if (!_runtimes.IsEmpty)
        {
            JsonRpcResult hash = await rpc.CallAsync(head, cancellationToken).ConfigureAwait(false);
            return await AtAsync(hash.AsHash(), cancellationToken).ConfigureAwait(false);
        }

        JsonRpcAnswer[] answers = await rpc.CallAllAsync(
            [head, RuntimeCache.MetadataVersions(block: null)], cancellationToken).ConfigureAwait(false);
        return await AtAsync(answers[0].Result.AsHash(), answers[1], cancellationToken).ConfigureAwait(false);
    }

    private async Task<BlockState> AtAsync(Hash256 block, JsonRpcAnswer? metadataVersions, CancellationToken cancellationToken)
    {
        // At first the metadata is begun to be fetched while the block is still looked at, since it will be needed anyway.
        _runtimes.Prefetch(block, metadataVersions);
        JsonRpcAnswer[] answers = await rpc.CallAllAsync(
            [
                new("chain_getHeader", block),
                new("state_getRuntimeVersion", block),
                new("state_getStorage", LastUpgradeKey, block),
                GenesisHash,
            ],
            cancellationToken).ConfigureAwait(false);
        _ = KeepGenesis(answers[3].Result.AsHash());
        if (answers[0].Result.IsNull)
        {
            throw new SubstrateException($"the node {rpc.Endpoint?.Shown()} does not know the block {block}");
        }

        BlockHeader header = BlockHeader.Read(answers[0].Result);
        RuntimeVersion version = RuntimeVersion.Read(answers[1].Result);
        if (header.Number == 0 || WasMadeBy(version, answers[2].Result))
        {
            return new BlockState(rpc, block, header, await _runtimes.GetAsync(version, block, cancellationToken).ConfigureAwait(false));
        }

        // The block brought an upgrade: what it stored was written by the runtime before.
        JsonRpcResult before = await rpc.CallAsync(
            new JsonRpcRequest("state_getRuntimeVersion", header.Parent), cancellationToken).ConfigureAwait(false);
        Runtime runtime = await _runtimes.GetAsync(RuntimeVersion.Read(before), header.Parent, cancellationToken).ConfigureAwait(false);
        return new BlockState(rpc, block, header, runtime);
    }

    /// <summary>The note has the version as a compact number before the runtime's name.</summary>
    private static bool WasMadeBy(RuntimeVersion version, JsonRpcResult note)
    {
        try
        {
            return note.AsBytesOrNull() is byte[] noted && new ScaleReader(noted).ReadCompactU32() == version.Spec;
        }
        catch (ScaleException)
        {
            return false;
        }
    }

    private Hash256 KeepGenesis(Hash256 genesis)
    {
        StrongBox<Hash256> given = new(genesis);
        Hash256 kept = (Interlocked.CompareExchange(ref _genesis, given, comparand: null) ?? given).Value;
        return kept == genesis
            ? genesis
            : throw new SubstrateException(
                $"the node {rpc.Endpoint?.Shown()} is of another chain: its block 0 is {genesis}, and that of the others {kept}");
    }
}
