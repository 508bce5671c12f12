using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace ReverseProxy.Backends;

/// <summary>
/// Which server has which job: the newest jobs, in memory and in a file that survives a restart. A record is 32 bytes, so
/// that one cut off by a crash is told by the file's length; when the file is twice as long as it need be it is written
/// anew.
/// </summary>
internal sealed class JobOwners : IDisposable
{
    /// <summary>Jobs remembered: weeks of them.</summary>
    public const int StandardCapacity = 65_536;

    private const int RecordLength = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, ulong> _owners = [];
    private readonly Queue<UInt128> _order = [];
    private readonly string _path;
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private SafeFileHandle? _file;
    private long _length;
    private bool _behind;

    private JobOwners(string path, int capacity, TimeProvider time, ILogger logger)
    {
        _path = path;
        _capacity = capacity;
        _time = time;
        _logger = logger;
    }

    /// <summary>Opens the file of a server; where that fails, remembers in memory and says so: serving comes first.</summary>
    public static JobOwners Open(string stateDirectory, int port, TimeProvider time, ILogger logger, int capacity = StandardCapacity)
    {
        JobOwners owners = new(Path.Combine(stateDirectory, $"jobs-{port}.log"), capacity, time, logger);
        owners.Try(() =>
        {
            _ = Directory.CreateDirectory(stateDirectory);
            owners.Load();
        });
        return owners;
    }

    /// <summary>How many jobs it knows.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _owners.Count;
            }
        }
    }

    /// <summary>Why the last job could not be written down; null where it could.</summary>
    public string? Fault { get; private set; }

    /// <summary>The identity of the server that has a job; null where that is not known.</summary>
    public ulong? OwnerOf(string job)
    {
        UInt128 key = Key(job);
        lock (_lock)
        {
            return _owners.TryGetValue(key, out ulong owner) ? owner : null;
        }
    }

    /// <summary>Writes down that a server has a job.</summary>
    public void Learn(string job, BackendServer server)
    {
        UInt128 key = Key(job);
        lock (_lock)
        {
            if (_owners.TryGetValue(key, out ulong owner) && owner == server.Identity)
            {
                return;
            }

            Remember(key, server.Identity);
            Try(() => Append(key, server.Identity));
        }
    }

    public void Dispose() => _file?.Dispose();

    private static UInt128 Key(string job)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.UTF8.GetBytes(job), digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    private void Remember(UInt128 key, ulong owner)
    {
        if (!_owners.ContainsKey(key))
        {
            _order.Enqueue(key);
        }

        _owners[key] = owner;
        while (_owners.Count > _capacity)
        {
            _ = _owners.Remove(_order.Dequeue());
        }
    }

    private void Load()
    {
        _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // What is cut off at the end is overwritten by the next record.
        _length = RandomAccess.GetLength(_file) / RecordLength * RecordLength;
        byte[] record = new byte[RecordLength];
        for (long position = Math.Max(0, _length - (2L * _capacity * RecordLength)); position < _length; position += RecordLength)
        {
            if (RandomAccess.Read(_file, record, position) < RecordLength)
            {
                break;
            }

            Remember(BinaryPrimitives.ReadUInt128LittleEndian(record), BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(16)));
        }
    }

    private void Append(UInt128 key, ulong owner)
    {
        if (_file is null || _length >= 2L * _capacity * RecordLength)
        {
            Rewrite();
            return;
        }

        Span<byte> record = stackalloc byte[RecordLength];
        Write(record, key, owner);
        RandomAccess.Write(_file, record, _length);
        _length += RecordLength;
        if (_behind)
        {
            // There is room again: also for what could not be written meanwhile.
            Rewrite();
        }
    }

    /// <summary>Writes what is remembered to a new file, which then takes the place of the old one.</summary>
    private void Rewrite()
    {
        string next = _path + ".next";
        byte[] records = new byte[_order.Count * RecordLength];
        int position = 0;
        foreach (UInt128 key in _order)
        {
            Write(records.AsSpan(position, RecordLength), key, _owners[key]);
            position += RecordLength;
        }

        try
        {
            File.WriteAllBytes(next, records);
        }
        catch (IOException)
        {
            // Half a file on a full disk would keep it full.
            File.Delete(next);
            throw;
        }

        File.Move(next, _path, overwrite: true);
        _file?.Dispose();
        _file = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        _length = records.Length;
    }

    private void Write(Span<byte> record, UInt128 key, ulong owner)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(record, key);
        BinaryPrimitives.WriteUInt64LittleEndian(record[16..], owner);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], _time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private void Try(Action write)
    {
        try
        {
            write();
            (Fault, _behind) = (null, false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Fault is null)
            {
                Log.OwnersInMemory(_logger, _path, exception.Message);
            }

            (Fault, _behind) = (exception.Message, true);
        }
    }
}
