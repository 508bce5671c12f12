using System.Buffers.Binary;
using System.Collections.Immutable;
using FakeNode.Runtimes;
using Substrate.Client;
using Substrate.Client.Metadata;
using Substrate.Client.Storage;
using Substrate.Client.Values;
using Substrate.Cryptography.Hashing;

namespace FakeNode.Chain;

/// <summary>A block of the fake chain with the state after it.</summary>
public sealed class FakeBlock
{
    internal FakeBlock(uint number, FakeBlock? parent, int fork, FakeRuntime madeBy, FakeRuntime runtime, IReadOnlyList<byte[]> extrinsics)
    {
        (Number, Parent, MadeBy, Runtime, Extrinsics) = (number, parent, madeBy, runtime, extrinsics);
        byte[] header = new byte[40];
        parent?.Hash.AsSpan().CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(32), number);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(36), fork);
        Hash = Hash256.FromBytes(Blake2b.Hash(header, 32));
        State = parent?.State ?? ImmutableSortedDictionary.Create<string, byte[]>(StringComparer.Ordinal);
    }

    public uint Number { get; }

    public Hash256 Hash { get; }

    public FakeBlock? Parent { get; }

    /// <summary>The runtime that executed the block.</summary>
    public FakeRuntime MadeBy { get; }

    /// <summary>The runtime in the state after the block; differs from <see cref="MadeBy"/> where the block brought an upgrade.</summary>
    public FakeRuntime Runtime { get; }

    public IReadOnlyList<byte[]> Extrinsics { get; }

    /// <summary>What is stored after the block, by the hexadecimal text of the key, in the order a trie has them.</summary>
    public ImmutableSortedDictionary<string, byte[]> State { get; internal set; }

    /// <summary>The value stored under names and key parts; the default, or null, where nothing is.</summary>
    public Value? Get(string pallet, string entry, params ReadOnlySpan<Value> keys)
    {
        StorageEntry storage = MadeBy.Metadata.Pallet(pallet).StorageEntry(entry);
        string key = Convert.ToHexStringLower(StorageKey.Encode(MadeBy.Metadata.Types, storage, keys));
        return StorageValue.Decode(MadeBy.Metadata.Types, storage, State.TryGetValue(key, out byte[]? stored) ? stored : null);
    }

    /// <summary>Stores a value under names and key parts, as though it had been there when the block was made; null removes it.</summary>
    public void Put(string pallet, string entry, ReadOnlySpan<Value> keys, Value? value)
    {
        StorageEntry storage = MadeBy.Metadata.Pallet(pallet).StorageEntry(entry);
        string key = Convert.ToHexStringLower(StorageKey.Encode(MadeBy.Metadata.Types, storage, keys));
        State = value is null
            ? State.Remove(key)
            : State.SetItem(key, ValueWriter.Encode(MadeBy.Metadata.Types, storage.Value, value, storage.ToString()));
    }

    /// <summary>Stores any bytes under names and key parts, also such that this runtime cannot decode.</summary>
    public void PutBytes(string pallet, string entry, ReadOnlySpan<Value> keys, byte[] bytes)
    {
        StorageEntry storage = MadeBy.Metadata.Pallet(pallet).StorageEntry(entry);
        State = State.SetItem(Convert.ToHexStringLower(StorageKey.Encode(MadeBy.Metadata.Types, storage, keys)), bytes);
    }
}
