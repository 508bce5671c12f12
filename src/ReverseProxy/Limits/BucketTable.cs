using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ReverseProxy.Limits;

/// <summary>
/// Token buckets for any number of keys in a table of fixed size: a million addresses cost no more memory than a
/// hundred. A key that finds its place taken replaces the bucket that is fullest, whose owner loses least by being
/// forgotten.
/// </summary>
/// <remarks>
/// The framework's partitioned limiters keep an object per key until it has been idle for a while, which is what somebody
/// with a million addresses would want. A bucket here is 16 bytes. Safe for concurrent use: a lock for each group of
/// slots, so that a crowd in one does not wait for another.
/// </remarks>
internal sealed class BucketTable
{
    private const int SlotsPerGroup = 8;
    private const int Locks = 64;

    private readonly Slot[] _slots;
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new Lock())];
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ulong _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private long _forgotten;

    /// <summary>Makes a table of <paramref name="slots"/> buckets, rounded up to a power of two.</summary>
    public BucketTable(int slots, TimeProvider time)
    {
        _slots = new Slot[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(slots, SlotsPerGroup))];
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>How often a bucket that was not full was given to another key: whoever it was of begins anew.</summary>
    public long Forgotten => Interlocked.Read(ref _forgotten);

    /// <summary>Takes one token from the key's bucket.</summary>
    /// <param name="key">The key's bytes.</param>
    /// <param name="rate">How buckets of this table fill.</param>
    /// <param name="wait">How long until there is a token, where there is none.</param>
    public bool TryTake(ReadOnlySpan<byte> key, BucketRate rate, out TimeSpan wait) => TryTake(key, rate, take: true, out wait);

    /// <summary>Whether the key's bucket has a token, without taking it.</summary>
    public bool HasToken(ReadOnlySpan<byte> key, BucketRate rate, out TimeSpan wait) => TryTake(key, rate, take: false, out wait);

    private bool TryTake(ReadOnlySpan<byte> key, BucketRate rate, bool take, out TimeSpan wait)
    {
        ulong hash = Hash(key);
        uint now = unchecked((uint)(long)_time.GetElapsedTime(_started).TotalMilliseconds);
        int group = (int)(hash % (ulong)(_slots.Length / SlotsPerGroup));
        lock (_locks[group % Locks])
        {
            ref Slot slot = ref Find(_slots.AsSpan(group * SlotsPerGroup, SlotsPerGroup), hash, now, rate);
            float tokens = slot.TokensAt(now, rate);
            bool granted = tokens >= 1;
            wait = granted ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) / rate.PerSecond);
            slot.Tokens = granted && take ? tokens - 1 : tokens;
            slot.At = now;
            return granted;
        }
    }

    private ref Slot Find(Span<Slot> group, ulong hash, uint now, BucketRate rate)
    {
        int fullest = 0;
        float most = -1;
        for (int i = 0; i < group.Length; i++)
        {
            ref Slot slot = ref group[i];
            if (slot.Hash == hash)
            {
                return ref slot;
            }

            float tokens = slot.Hash == 0 ? float.MaxValue : slot.TokensAt(now, rate);
            if (tokens > most)
            {
                most = tokens;
                fullest = i;
            }
        }

        ref Slot taken = ref group[fullest];
        if (most < rate.Burst)
        {
            _ = Interlocked.Increment(ref _forgotten);
        }

        taken = new() { Hash = hash, Tokens = rate.Burst, At = now };
        return ref taken;
    }

    // Keyed, so that nobody can choose keys that meet in one group.
    private ulong Hash(ReadOnlySpan<byte> key)
    {
        ulong hash = System.IO.Hashing.XxHash3.HashToUInt64(key, unchecked((long)_seed));
        return hash == 0 ? 1 : hash;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public ulong Hash;
        public float Tokens;

        /// <summary>Milliseconds, which come round after 49 days: whoever was idle for so long may look as if he were not.</summary>
        public uint At;

        public readonly float TokensAt(uint now, BucketRate rate) => Math.Min(rate.Burst, Tokens + (unchecked(now - At) * rate.PerSecond / 1000));
    }
}
