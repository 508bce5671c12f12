using FakeNode.Runtimes;
using Substrate.Client;
using Substrate.Client.Values;

namespace FakeNode.Chain;

/// <summary>A chain in memory: blocks are made when a test or a submission wants one.</summary>
public sealed class FakeChain
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Hash256, FakeBlock> _blocks = [];
    private FakeRuntime _next;
    private int _forks;

    public FakeChain(FakeRuntime runtime)
    {
        _next = runtime;
        Genesis = Keep(new FakeBlock(0, parent: null, fork: 0, runtime, runtime, []));
        Best = Finalized = Genesis;
    }

    /// <summary>Told of every new best block.</summary>
    internal Action<FakeBlock>? BestChanged { get; set; }

    /// <summary>Told of every new finalized block.</summary>
    internal Action<FakeBlock>? FinalizedChanged { get; set; }

    public FakeBlock Genesis { get; }

    /// <summary>The newest block.</summary>
    public FakeBlock Best { get; private set; }

    /// <summary>The newest block that cannot vanish.</summary>
    public FakeBlock Finalized { get; private set; }

    /// <summary>Stores a value in the newest block's state; null removes it.</summary>
    public void Put(string pallet, string entry, ReadOnlySpan<Value> keys, Value? value) => Best.Put(pallet, entry, keys, value);

    /// <summary>The block of a hash; null for none.</summary>
    public FakeBlock? Find(Hash256 hash)
    {
        lock (_lock)
        {
            return _blocks.GetValueOrDefault(hash);
        }
    }

    /// <summary>The block of a number on the way to the newest; null for none.</summary>
    public FakeBlock? At(ulong number)
    {
        FakeBlock? block = Best;
        while (block is not null && block.Number > number)
        {
            block = block.Parent;
        }

        return block?.Number == number ? block : null;
    }

    /// <summary>Makes a block.</summary>
    /// <param name="finalize">Whether it is final at once.</param>
    /// <param name="execute">Changes the state and names the extrinsics before anybody sees the block.</param>
    public FakeBlock Seal(bool finalize = true, Action<FakeBlock>? execute = null, params IReadOnlyList<byte[]> extrinsics)
    {
        FakeBlock block;
        lock (_lock)
        {
            block = Keep(new FakeBlock(Best.Number + 1, Best, _forks++, Best.Runtime, _next, extrinsics));
            block.Put("System", "Number", [], Value.Of(block.Number));
            block.Put("System", "Events", [], Value.List());
            block.Put("System", "LastRuntimeUpgrade", [], Value.Composite(
                ("spec_version", Value.Of(block.MadeBy.SpecVersion)), ("spec_name", Value.Of("node-subtensor"))));
            execute?.Invoke(block);
            Best = block;
        }

        BestChanged?.Invoke(block);
        if (finalize)
        {
            Finalize(block);
        }

        return block;
    }

    /// <summary>Makes many blocks, all final.</summary>
    public void Seal(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = Seal();
        }
    }

    /// <summary>A block and those before it cannot vanish any more.</summary>
    public void Finalize(FakeBlock block)
    {
        Finalized = block;
        FinalizedChanged?.Invoke(block);
    }

    /// <summary>The newest block vanishes.</summary>
    public FakeBlock Retract()
    {
        lock (_lock)
        {
            FakeBlock gone = Best;
            Best = gone.Parent ?? throw new InvalidOperationException("the genesis block cannot vanish");
            return gone;
        }
    }

    /// <summary>The next block brings another runtime; the one after it is made by that.</summary>
    public void Upgrade(FakeRuntime runtime) => _next = runtime;

    private FakeBlock Keep(FakeBlock block)
    {
        _blocks[block.Hash] = block;
        return block;
    }
}
