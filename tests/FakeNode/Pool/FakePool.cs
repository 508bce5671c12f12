using FakeNode.Chain;
using FakeNode.Runtimes;
using FakeNode.Server;
using Substrate.Client.Scale;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace FakeNode.Pool;

/// <summary>Takes extrinsics, checks them as a node does, and lets happen to them what the test wants.</summary>
public sealed class FakePool(FakeChain chain)
{
    private readonly Lock _lock = new();
    private readonly List<FakeExtrinsic> _waiting = [];

    /// <summary>What happens to an extrinsic that was taken. By default it is included and finalized.</summary>
    public IReadOnlyList<WatchStep> Story { get; set; } = [WatchStep.Ready, WatchStep.Broadcast, WatchStep.Include, WatchStep.Finalize];

    /// <summary>How the pool words things.</summary>
    public PoolDialect Dialect { get; set; }

    /// <summary>Carries extrinsics out.</summary>
    public Dispatcher Dispatcher { get; } = new();

    /// <summary>All extrinsics that were ever taken, in order.</summary>
    public List<FakeExtrinsic> Taken { get; } = [];

    /// <summary>The extrinsics that wait for a block.</summary>
    public IReadOnlyList<FakeExtrinsic> Waiting
    {
        get
        {
            lock (_lock)
            {
                return [.. _waiting];
            }
        }
    }

    /// <summary>The nonce of the next extrinsic of an account, those that wait counted in.</summary>
    public uint NextNonce(AccountId account) => NonceOf(account) + (uint)Waiting.Count(extrinsic => extrinsic.Signer == account);

    /// <summary>Checks an extrinsic and takes it.</summary>
    /// <exception cref="RpcException">The pool does not take it.</exception>
    public FakeExtrinsic Submit(byte[] bytes)
    {
        FakeRuntime runtime = chain.Best.Runtime;
        FakeExtrinsic extrinsic;
        try
        {
            extrinsic = FakeExtrinsic.Read(runtime, bytes);
        }
        catch (ScaleException)
        {
            throw PoolError.Undecodable(Dialect);
        }

        lock (_lock)
        {
            if (_waiting.Exists(waiting => waiting.Hash == extrinsic.Hash))
            {
                throw PoolError.AlreadyImported(extrinsic.Hash.ToString());
            }

            if (!extrinsic.IsSignedFor(chain, runtime))
            {
                throw PoolError.BadProof(Dialect);
            }

            if (extrinsic.Nonce < NonceOf(extrinsic.Signer))
            {
                throw PoolError.Stale(Dialect);
            }

            _waiting.Add(extrinsic);
            Taken.Add(extrinsic);
        }

        return extrinsic;
    }

    /// <summary>Makes a block with an extrinsic.</summary>
    public FakeBlock Include(FakeExtrinsic extrinsic)
    {
        Remove(extrinsic);
        byte[] timestamp = [0x10, 0x04, 0x02, 0x00, 0x00];
        return chain.Seal(finalize: false, block => Dispatcher.Execute(block, extrinsic), timestamp, extrinsic.Bytes);
    }

    /// <summary>Forgets an extrinsic.</summary>
    public void Remove(FakeExtrinsic extrinsic)
    {
        lock (_lock)
        {
            _ = _waiting.Remove(extrinsic);
        }
    }

    private uint NonceOf(AccountId account) => chain.Best.Get("System", "Account", Value.Of(account))!["nonce"].AsNumber<uint>();
}
