using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Epistula.AspNetCore.Bodies;

/// <summary>
/// A request body that has been read to its end: hashed on the way, kept in pooled memory up to a threshold and in a
/// temporary file above it, and readable as often as needed until disposed.
/// </summary>
public sealed class SignedBody : IDisposable
{
    private const int SegmentLength = 64 * 1024;

    private readonly List<byte[]> _segments = new(1);
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private FileStream? _file;
    private List<ReadOnlyMemory<byte>>? _parts;
    private int _usedInLastSegment;
    private bool _disposed;

    private SignedBody()
    {
    }

    /// <summary>The body's length in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>SHA-256 of the body: 32 bytes.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>The same, for code that awaits.</summary>
    public ReadOnlyMemory<byte> DigestMemory => _digest;

    /// <summary>Whether the body lies in a temporary file.</summary>
    public bool IsInFile => _file is not null;

    /// <summary>Why the body lies in memory although it is long: the temporary file could not be written. Null where nothing went wrong.</summary>
    public string? StorageFault { get; private set; }

    /// <summary>
    /// Deletes temporary files that processes which are gone left in <paramref name="directory"/>. Call it once at the start.
    /// </summary>
    /// <returns>How many files that were.</returns>
    public static int Sweep(string directory, TimeProvider time) => SpoolFile.Sweep(directory, time);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="reader">The request's body.</param>
    /// <param name="declaredLength">The <c>Content-Length</c>, where there is one.</param>
    /// <param name="options">Limits and places.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone.</param>
    /// <returns>The body, or null where it is longer than <see cref="SignedBodyOptions.MaximumLength"/>.</returns>
    /// <exception cref="BodyStorageException">The temporary file cannot be written.</exception>
    /// <exception cref="IOException">The connection broke, or what arrived is no body.</exception>
    public static async ValueTask<SignedBody?> ReadAsync(
        PipeReader reader, long? declaredLength, SignedBodyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(options);
        if (declaredLength > options.MaximumLength)
        {
            return null;
        }

        SignedBody body = new();
        IncrementalHash? hash = null;
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (body.Length + buffer.Length > options.MaximumLength)
                {
                    reader.AdvanceTo(buffer.End);
                    body.Dispose();
                    return null;
                }

                bool whole = result.IsCompleted && body.Length == 0;
                if (whole)
                {
                    // The usual case: it all arrived at once, so one pass over one buffer does.
                    body.HashWhole(buffer);
                }
                else if (!buffer.IsEmpty)
                {
                    hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                    Append(hash, buffer);
                }

                try
                {
                    await body.KeepAsync(buffer, declaredLength, options, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    // Also where it could not be kept: the server reads on, so that the caller lives to see the answer.
                    reader.AdvanceTo(buffer.End);
                }

                if (result.IsCompleted)
                {
                    if (!whole)
                    {
                        _ = hash!.GetHashAndReset(body._digest);
                    }

                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
        finally
        {
            hash?.Dispose();
        }
    }

    /// <summary>A stream over the body from its beginning. It may be opened again, also while another is open.</summary>
    public Stream OpenRead()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new SignedBodyStream(this);
    }

    /// <summary>The bytes, where the body lies in one piece of memory: what small bodies do.</summary>
    public bool TryGetMemory(out ReadOnlyMemory<byte> bytes)
    {
        bytes = _segments.Count == 1 ? _segments[0].AsMemory(0, (int)Length) : default;
        return _file is null && _segments.Count <= 1;
    }

    /// <summary>Gives memory and file back.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        ReturnSegments();
        _file?.Dispose();
    }

    /// <summary>Reads from a position; 0 at the end.</summary>
    internal int Read(long position, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (position >= Length || destination.IsEmpty)
        {
            return 0;
        }

        if (_file is not null)
        {
            return RandomAccess.Read(_file.SafeFileHandle, destination, position);
        }

        // Every segment but the last is full, and all but the first are of one length.
        int index = 0;
        while (position >= _segments[index].Length)
        {
            position -= _segments[index++].Length;
        }

        int available = (index == _segments.Count - 1 ? _usedInLastSegment : _segments[index].Length) - (int)position;
        int count = Math.Min(available, destination.Length);
        _segments[index].AsSpan((int)position, count).CopyTo(destination);
        return count;
    }

    /// <summary>As <see cref="Read"/>, without blocking a thread on the file.</summary>
    internal ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _file is not null && position < Length
            ? RandomAccess.ReadAsync(_file.SafeFileHandle, destination, position, cancellationToken)
            : new(Read(position, destination.Span));
    }

    private static void Append(IncrementalHash hash, in ReadOnlySequence<byte> buffer)
    {
        foreach (ReadOnlyMemory<byte> part in buffer)
        {
            hash.AppendData(part.Span);
        }
    }

    private void HashWhole(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment)
        {
            _ = SHA256.HashData(buffer.FirstSpan, _digest);
            return;
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, buffer);
        _ = hash.GetHashAndReset(_digest);
    }

    private async ValueTask KeepAsync(
        ReadOnlySequence<byte> buffer, long? declaredLength, SignedBodyOptions options, CancellationToken cancellationToken)
    {
        // A body that says it is longer goes to the file from its first byte: fifty at once would fill a threshold each before.
        long expected = Math.Max(Length + buffer.Length, declaredLength ?? 0);
        if (_file is null && (StorageFault is null ? expected <= options.MemoryThreshold : Length + buffer.Length <= options.MemoryWithoutStorage))
        {
            KeepInMemory(buffer, declaredLength);
            return;
        }

        long before = Length;
        try
        {
            if (StorageFault is { } fault)
            {
                throw new IOException(fault);
            }

            await KeepInFileAsync(buffer, options.TemporaryDirectory, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (StorageFault is not null || before + buffer.Length > options.MemoryWithoutStorage)
            {
                throw new BodyStorageException($"a body cannot be kept in {options.TemporaryDirectory}: {exception.Message}", exception);
            }

            // What the file took of this buffer comes back with the rest.
            StorageFault = exception.Message;
            long taken = Length - before;
            await ReturnToMemoryAsync(cancellationToken).ConfigureAwait(false);
            KeepInMemory(buffer.Slice(taken), declaredLength);
        }
    }

    private void KeepInMemory(in ReadOnlySequence<byte> buffer, long? declaredLength)
    {
        foreach (ReadOnlyMemory<byte> part in buffer)
        {
            KeepInMemory(part.Span, declaredLength);
        }
    }

    /// <summary>Takes back what the file has, where memory gave it away already.</summary>
    private async ValueTask ReturnToMemoryAsync(CancellationToken cancellationToken)
    {
        if (_segments.Count == 0)
        {
            long length = Length;
            Length = 0;
            byte[] piece = ArrayPool<byte>.Shared.Rent(SegmentLength);
            try
            {
                while (Length < length && await RandomAccess.ReadAsync(_file!.SafeFileHandle, piece.AsMemory(0, (int)Math.Min(SegmentLength, length - Length)), Length, cancellationToken).ConfigureAwait(false) is > 0 and int read)
                {
                    KeepInMemory(piece.AsSpan(0, read), declaredLength: null);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(piece);
            }

            if (Length < length)
            {
                throw new BodyStorageException("a body's temporary file has lost bytes", new EndOfStreamException());
            }
        }

        if (_file is { } file)
        {
            _file = null;
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask KeepInFileAsync(ReadOnlySequence<byte> buffer, string directory, CancellationToken cancellationToken)
    {
        if (buffer.IsEmpty)
        {
            return;
        }

        if (_file is null)
        {
            _file = SpoolFile.Create(directory);
            _parts = [];
            await SpillAsync(cancellationToken).ConfigureAwait(false);
        }

        // The server's pieces are of 4 KiB: all that arrived is written by one call of the system.
        _parts!.Clear();
        foreach (ReadOnlyMemory<byte> part in buffer)
        {
            _parts.Add(part);
        }

        await RandomAccess.WriteAsync(_file.SafeFileHandle, _parts, Length, cancellationToken).ConfigureAwait(false);
        Length += buffer.Length;
    }

    private void KeepInMemory(ReadOnlySpan<byte> data, long? declaredLength)
    {
        while (!data.IsEmpty)
        {
            if (_segments.Count == 0 || _usedInLastSegment == _segments[^1].Length)
            {
                // A declared length sizes the first segment, but never beyond a segment: memory follows bytes, not promises.
                int wanted = _segments.Count == 0
                    ? (int)Math.Clamp(declaredLength ?? data.Length, data.Length, Math.Max(SegmentLength, data.Length))
                    : SegmentLength;
                _segments.Add(ArrayPool<byte>.Shared.Rent(wanted));
                _usedInLastSegment = 0;
            }

            int count = Math.Min(data.Length, _segments[^1].Length - _usedInLastSegment);
            data[..count].CopyTo(_segments[^1].AsSpan(_usedInLastSegment));
            _usedInLastSegment += count;
            Length += count;
            data = data[count..];
        }
    }

    private async ValueTask SpillAsync(CancellationToken cancellationToken)
    {
        long position = 0;
        for (int i = 0; i < _segments.Count; i++)
        {
            int count = i == _segments.Count - 1 ? _usedInLastSegment : _segments[i].Length;
            await RandomAccess.WriteAsync(_file!.SafeFileHandle, _segments[i].AsMemory(0, count), position, cancellationToken).ConfigureAwait(false);
            position += count;
        }

        ReturnSegments();
    }

    private void ReturnSegments()
    {
        foreach (byte[] segment in _segments)
        {
            ArrayPool<byte>.Shared.Return(segment);
        }

        _segments.Clear();
    }
}
