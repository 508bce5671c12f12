using System.Diagnostics.CodeAnalysis;

namespace Substrate.Client.Storage;

/// <summary>Keys are equal where their bytes are.</summary>
internal sealed class StorageKeyComparer : IEqualityComparer<byte[]>
{
    private StorageKeyComparer()
    {
    }

    public static StorageKeyComparer Instance { get; } = new();

    public bool Equals(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

    /// <summary>Seeded anew in each process, as the keys are what a node says they are.</summary>
    public int GetHashCode([DisallowNull] byte[] key)
    {
        HashCode hash = default;
        hash.AddBytes(key);
        return hash.ToHashCode();
    }
}
