using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Epistula.Replay;

/// <summary>
/// Remembers accepted requests until they are too old to pass the clock anyway. Memory is fixed from the start. Kept in
/// a file, it survives a restart and a killed process: the table is mapped, so what was written stays in the page cache
/// without a system call per request.
/// </summary>
/// <remarks>
/// A key may lie in either of two buckets of 16 slots; a new one goes to the emptier. That keeps the table usable up to
/// four fifths full, with 32 slots to look at for any question.
/// </remarks>
public sealed unsafe class ReplayWindow : IDisposable
{
    private const ulong FileMark = 0x31_59_41_4C_50_45_52_01; // "REPLAY1", little endian, with a format number
    private const int SlotsPerBucket = 16;

    private readonly Lock _lock = new();
    private readonly long _buckets;
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private Header* _table;

    private ReplayWindow(long capacity, Header* table, MemoryMappedFile? file, MemoryMappedViewAccessor? view)
    {
        _buckets = capacity / SlotsPerBucket;
        _table = table;
        _file = file;
        _view = view;
    }

    /// <summary>How many requests it can remember at once.</summary>
    public long Capacity => _buckets * SlotsPerBucket;

    /// <summary>Whether it outlives the process.</summary>
    public bool Persistent => _file is not null;

    private Slot* Slots => (Slot*)(_table + 1);

    /// <summary>Makes a window that lives as long as the process.</summary>
    /// <param name="capacity">Requests to remember at once, rounded up to a power of two, at least 1024. 24 bytes each.</param>
    public static ReplayWindow InMemory(long capacity)
    {
        capacity = RoundUp(capacity);
        Header* table = (Header*)NativeMemory.AllocZeroed((nuint)SizeOf(capacity));
        return new(capacity, table, file: null, view: null);
    }

    /// <summary>Opens the window kept in a file, or makes it anew where the file is missing, of another size or not ours.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="capacity">As for <see cref="InMemory"/>.</param>
    /// <exception cref="IOException">The file cannot be opened, or another process has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static ReplayWindow Open(string path, long capacity)
    {
        capacity = RoundUp(capacity);
        long length = SizeOf(capacity);
        // Exclusive: two proxies that shared one file would each wait for the other's lock in vain.
        FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            if (stream.Length != length || ReadMark(stream) != FileMark)
            {
                // Written out, not just extended: a hole in the file would become a fault on a full disk later on.
                stream.SetLength(0);
                Fill(stream, length);
            }

            MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            MemoryMappedViewAccessor view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.ReadWrite);
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            Header* table = (Header*)pointer;
            table->Mark = FileMark;
            return new(capacity, table, file, view);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Accepts a request once.</summary>
    /// <param name="key">The request's fingerprint.</param>
    /// <param name="expiresAt">Until when it must be remembered, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="now">The current time on the same scale; or the time at which the oldest request arrived that is still to be judged, where their age is taken then.</param>
    public ReplayVerdict TryUse(ReplayKey key, long expiresAt, long now)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_table is null, this);
            Slot* first = Bucket(key.High);
            Slot* second = Bucket(key.Low);
            if (Search(first, key, now, out Slot* freeInFirst, out int livingInFirst)
                || Search(second, key, now, out Slot* freeInSecond, out int livingInSecond))
            {
                return ReplayVerdict.Used;
            }

            Slot* free = freeInFirst is null || (freeInSecond is not null && livingInSecond < livingInFirst) ? freeInSecond : freeInFirst;
            if (free is null)
            {
                return ReplayVerdict.Full;
            }

            // The expiry last: a process killed in between leaves a slot that is expired, never half a key that lives.
            free->High = key.High;
            free->Low = key.Low;
            Volatile.Write(ref free->ExpiresAt, expiresAt);
            return ReplayVerdict.Fresh;
        }
    }

    /// <summary>Counts the requests remembered at <paramref name="now"/>. Walks the whole table: for status pages, not for requests.</summary>
    public long Count(long now)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_table is null, this);
            long count = 0;
            for (long i = 0; i < Capacity; i++)
            {
                count += Slots[i].ExpiresAt >= now ? 1 : 0;
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_table is null)
            {
                return;
            }

            if (_view is null)
            {
                NativeMemory.Free(_table);
            }
            else
            {
                _view.SafeMemoryMappedViewHandle.ReleasePointer();
                _view.Dispose();
                _file!.Dispose();
            }

            _table = null;
        }
    }

    private static bool Search(Slot* bucket, ReplayKey key, long now, out Slot* free, out int living)
    {
        free = null;
        living = 0;
        for (int i = 0; i < SlotsPerBucket; i++)
        {
            Slot* slot = bucket + i;
            if (slot->ExpiresAt < now)
            {
                free = free is null ? slot : free;
            }
            else if (slot->High == key.High && slot->Low == key.Low)
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

    private static ulong ReadMark(FileStream stream)
    {
        Span<byte> mark = stackalloc byte[sizeof(ulong)];
        stream.Position = 0;
        return stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length
            ? MemoryMarshal.Read<ulong>(mark)
            : 0;
    }

    private static void Fill(FileStream stream, long length)
    {
        byte[] zeros = new byte[64 * 1024];
        for (long left = length; left > 0; left -= zeros.Length)
        {
            stream.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        }

        stream.Flush();
    }

    private static long RoundUp(long capacity) => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(capacity, 1024));

    private static long SizeOf(long capacity) => sizeof(Header) + (capacity * sizeof(Slot));

    private Slot* Bucket(ulong hash) => Slots + ((long)(hash & (ulong)(_buckets - 1)) * SlotsPerBucket);

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Header
    {
        public ulong Mark;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public ulong High;
        public ulong Low;
        public long ExpiresAt;
    }
}
