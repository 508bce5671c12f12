using Substrate.Client.Values;

namespace Substrate.Client.Chain;

/// <summary>A stored value to be read, by names.</summary>
/// <param name="Pallet">The pallet, as in <c>SubtensorModule</c>.</param>
/// <param name="Entry">The storage entry, as in <c>Uids</c>.</param>
/// <param name="Keys">The parts of a map's key; none for a plain value.</param>
public sealed record StorageQuery(string Pallet, string Entry, params IReadOnlyList<Value> Keys);
