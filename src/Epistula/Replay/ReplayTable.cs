using System.Runtime.InteropServices;

namespace Epistula.Replay;

/// <summary>
/// Where a used request is looked up: a table in memory with twice as many slots as requests are to be remembered. Not
/// for several threads at once.
/// </summary>
/// <remarks>
/// A key may lie in either of two buckets of eight slots, two cache lines each; a new one goes to the emptier. At half
/// the slots used, that both are full does not happen in practice. A slot holds 42 bits of time, enough until 2109, and
/// 86 bits of the key: no two are the same by accident, and a sender who searched for two that are would have the second
/// of his own refused.
/// </remarks>
internal sealed unsafe class ReplayTable : IDisposable
{
    private const int SlotsPerBucket = 8;
    private const int CacheLine = 64;
    private const int TimeBits = 42;
    private const ulong Latest = (1UL << TimeBits) - 1;

    private readonly ulong _bucketMask;
    private void* _memory;

    /// <param name="capacity">Requests to remember, a power of two.</param>
    public ReplayTable(long capacity)
    {
        _bucketMask = ((ulong)capacity * 2 / SlotsPerBucket) - 1;
        // Zeroed by the system page by page as it is used, so a large table that is not needed takes no memory.
        _memory = NativeMemory.AllocZeroed(((nuint)capacity * 2 * (nuint)sizeof(Slot)) + CacheLine);
    }

    private Slot* Slots => (Slot*)(((nuint)_memory + CacheLine - 1) & ~(nuint)(CacheLine - 1));

    private long Count => (long)(_bucketMask + 1) * SlotsPerBucket;

    /// <summary>Looks for a key, and for where it would be put.</summary>
    /// <param name="key">The request's fingerprint.</param>
    /// <param name="now">Slots that expired before this are free, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="place">The free slot for it; -1 where there is none.</param>
    /// <returns>Whether it is there, and has not expired.</returns>
    public bool Contains(ReplayKey key, long now, out long place)
    {
        ulong time = Time(now);
        long first = Bucket(key.High);
        long second = Bucket(key.Low);
        place = -1;
        if (Search(first, key, time, out long inFirst, out int livingInFirst) || Search(second, key, time, out long inSecond, out int livingInSecond))
        {
            return true;
        }

        place = inFirst < 0 || (inSecond >= 0 && livingInSecond < livingInFirst) ? inSecond : inFirst;
        return false;
    }

    /// <summary>Puts a key where <see cref="Contains"/> said.</summary>
    public void Put(long place, ReplayKey key, long expiresAt) => Slots[place] = new(key.High, Packed(key, Time(expiresAt)));

    /// <summary>Puts a key that was remembered before, in the place of what expires first where its buckets are full.</summary>
    public void Restore(ReplayKey key, long expiresAt)
    {
        ulong time = Time(expiresAt);
        long place = First(Bucket(key.High), Bucket(key.Low));
        if (Slots[place].ExpiresAt <= time)
        {
            Put(place, key, expiresAt);
        }
    }

    /// <summary>Counts the requests that have not expired. Walks the whole table.</summary>
    public long CountLiving(long now)
    {
        ulong time = Time(now);
        long count = 0;
        for (long i = 0; i < Count; i++)
        {
            count += Slots[i].ExpiresAt >= time ? 1 : 0;
        }

        return count;
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    // A slot that was never used has expired at any time.
    private static ulong Time(long milliseconds) => (ulong)Math.Clamp(milliseconds, 1, (long)Latest);

    private static ulong Packed(ReplayKey key, ulong time) => (key.Low << TimeBits) | time;

    private bool Search(long bucket, ReplayKey key, ulong now, out long free, out int living)
    {
        free = -1;
        living = 0;
        ulong low = Packed(key, 0);
        for (long i = bucket; i < bucket + SlotsPerBucket; i++)
        {
            Slot slot = Slots[i];
            if (slot.ExpiresAt < now)
            {
                free = free < 0 ? i : free;
            }
            else if (slot.High == key.High && (slot.Packed & ~Latest) == low)
            {
                return true;
            }
            else
            {
                living++;
            }
        }

        return false;
    }

    private long First(long bucket, long other)
    {
        long first = bucket;
        for (long i = 0; i < SlotsPerBucket; i++)
        {
            first = Slots[bucket + i].ExpiresAt < Slots[first].ExpiresAt ? bucket + i : first;
            first = Slots[other + i].ExpiresAt < Slots[first].ExpiresAt ? other + i : first;
        }

        return first;
    }

    private long Bucket(ulong hash) => (long)(hash & _bucketMask) * SlotsPerBucket;

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Slot(ulong High, ulong Packed)
    {
        public ulong ExpiresAt => Packed & Latest;
    }
}
