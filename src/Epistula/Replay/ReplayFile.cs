using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Epistula.Replay;

/// <summary>
/// The used requests in a file of fixed size that is mapped into memory: what was written stays in the page cache,
/// without a system call per request, and survives a killed process. Not for several threads at once.
/// </summary>
/// <remarks>
/// Requests are written one behind the other, round and round, and those that are still to be remembered are stepped
/// over. So a page is touched once for 170 requests, and not by each: the first touch after the system has written a
/// page to the disk is a fault that costs as much as a signature.
/// </remarks>
internal sealed unsafe class ReplayFile : IDisposable
{
    // "REPLAY", little endian, and the number of the format. The first had slots of the same form, at places of their keys.
    private const ulong Mark = 0x31_59_41_4C_50_45_52_02;
    private const ulong FirstMark = 0x31_59_41_4C_50_45_52_01;

    private const int HeaderLength = 64;
    private const int SlotLength = 24;

    // How far one request looks for room, a tenth of a millisecond; the next looks on from there.
    private const long Steps = 131_072;

    private readonly long _capacity;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Header* _header;

    // How many slots in a row have not expired, and when the first of them will: a full file is not searched for each request.
    private long _steppedOver;
    private long _soonest = long.MaxValue;

    private ReplayFile(FileStream stream, long capacity)
    {
        _capacity = capacity;
        _file = MemoryMappedFile.CreateFromFile(stream, mapName: null, SizeOf(capacity), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, SizeOf(capacity), MemoryMappedFileAccess.ReadWrite);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _header = (Header*)pointer;
        _header->Mark = Mark;
        _header->Cursor = _header->Cursor is long cursor && cursor >= 0 && cursor < capacity ? cursor : 0;
    }

    private Slot* Slots => (Slot*)(_header + 1);

    /// <summary>Opens a file, or makes it anew where it is missing or not ours.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="capacity">Requests to remember. A file for another number is made anew with what it remembers.</param>
    /// <param name="restore">Is given each request that had not expired when the last one was written, and until when it is remembered.</param>
    /// <exception cref="IOException">The file cannot be opened, or another process has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static ReplayFile Open(string path, long capacity, Action<ReplayKey, long> restore)
    {
        // Exclusive: two proxies that shared one file would not see each other's requests.
        FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            bool isOurs = TryReadHeader(stream, out Header header);
            IEnumerable<Slot> remembered = isOurs ? Read(stream, header.Now) : [];
            if (!isOurs || stream.Length != SizeOf(capacity))
            {
                return MakeAnew(stream, capacity, remembered, restore);
            }

            foreach (Slot slot in remembered)
            {
                restore(slot.Key, slot.ExpiresAt);
            }

            return new(stream, capacity);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes a request down.</summary>
    /// <param name="key">Its fingerprint.</param>
    /// <param name="expiresAt">Until when it is remembered, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="now">What expired before this may be written over.</param>
    /// <returns>Whether there was room.</returns>
    public bool TryAdd(ReplayKey key, long expiresAt, long now)
    {
        if (_steppedOver >= _capacity && now <= _soonest)
        {
            return false;
        }

        long cursor = _header->Cursor;
        for (long steps = Math.Min(Steps, _capacity); steps > 0; steps--)
        {
            Slot* slot = Slots + cursor;
            cursor = cursor + 1 == _capacity ? 0 : cursor + 1;
            if (slot->ExpiresAt < now)
            {
                // The expiry last: a process killed in between leaves a slot that is expired, never half a key that lives.
                slot->Key = key;
                Volatile.Write(ref slot->ExpiresAt, expiresAt);
                _header->Cursor = cursor;
                _header->Now = now;
                _steppedOver = 0;
                _soonest = long.MaxValue;
                return true;
            }

            _steppedOver++;
            _soonest = Math.Min(_soonest, slot->ExpiresAt);
        }

        _header->Cursor = cursor;
        return false;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private static bool TryReadHeader(FileStream stream, out Header header)
    {
        Span<byte> bytes = stackalloc byte[HeaderLength];
        stream.Position = 0;
        bool isWhole = stream.ReadAtLeast(bytes, HeaderLength, throwOnEndOfStream: false) == HeaderLength;
        header = MemoryMarshal.Read<Header>(bytes);
        return isWhole && (header.Mark is Mark or FirstMark) && (stream.Length - HeaderLength) % SlotLength == 0;
    }

    // What had expired by then could have been written over since, and a file is mostly that: nothing is to be done for it at the start.
    private static IEnumerable<Slot> Read(FileStream stream, long now)
    {
        stream.Position = HeaderLength;
        byte[] buffer = new byte[8192 * SlotLength];
        while (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is int read && read > 0)
        {
            for (int offset = 0; offset < read; offset += SlotLength)
            {
                Slot slot = MemoryMarshal.Read<Slot>(buffer.AsSpan(offset));
                if (slot.ExpiresAt != 0 && slot.ExpiresAt >= now)
                {
                    yield return slot;
                }
            }
        }
    }

    private static ReplayFile MakeAnew(FileStream stream, long capacity, IEnumerable<Slot> remembered, Action<ReplayKey, long> restore)
    {
        // Of a file for more requests than this one, those that are to be remembered longest. Read before the file is emptied.
        Slot[] kept = [.. remembered.OrderByDescending(slot => slot.ExpiresAt).Take((int)capacity)];

        // Written out, not just extended: a hole in the file would become a fault on a full disk later on.
        stream.SetLength(0);
        Fill(stream, SizeOf(capacity));
        ReplayFile file = new(stream, capacity);
        foreach (Slot slot in kept)
        {
            _ = file.TryAdd(slot.Key, slot.ExpiresAt, now: 1);
            restore(slot.Key, slot.ExpiresAt);
        }

        return file;
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

    private static long SizeOf(long capacity) => HeaderLength + (capacity * SlotLength);

    [StructLayout(LayoutKind.Sequential, Size = HeaderLength)]
    private struct Header
    {
        public ulong Mark;
        public long Cursor;

        /// <summary>The time before which slots were taken as expired when the last one was written; zero in a new file and in the first format.</summary>
        public long Now;
    }

    [StructLayout(LayoutKind.Sequential, Size = SlotLength)]
    private struct Slot
    {
        public ReplayKey Key;
        public long ExpiresAt;
    }
}
