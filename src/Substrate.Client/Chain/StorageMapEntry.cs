using System.Collections.Immutable;
using Substrate.Client.Scale;
using Substrate.Client.Values;

namespace Substrate.Client.Chain;

/// <summary>An entry of a stored map. One that cannot be decoded has an error instead, so that it does not hide the others.</summary>
/// <param name="StorageKey">The bytes of the storage key.</param>
/// <param name="Stored">The bytes that are stored.</param>
/// <param name="Keys">The parts of the key: null for those that only a hash is left of; empty with an error.</param>
/// <param name="Value">The value; null with an error.</param>
/// <param name="Error">Why the entry cannot be decoded; null where it can.</param>
public sealed record StorageMapEntry(
    ReadOnlyMemory<byte> StorageKey, ReadOnlyMemory<byte> Stored, ImmutableArray<Value?> Keys, Value? Value, ScaleException? Error);
