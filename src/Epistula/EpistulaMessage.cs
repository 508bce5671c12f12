using System.Buffers;
using System.Globalization;
using System.Text;

namespace Epistula;

/// <summary>
/// The signed text: lower-case hex of the body's SHA-256, uuid, timestamp and receiver, joined by dots, as UTF-8.
/// It is built once with room for <c>&lt;Bytes&gt;…&lt;/Bytes&gt;</c> around it, because some wallets sign it wrapped so.
/// </summary>
internal ref struct EpistulaMessage
{
    private const int DigestHexLength = 64;
    private const int TimestampMaximumLength = 20;

    private readonly byte[]? _rented;
    private readonly Span<byte> _buffer;
    private readonly int _length;

    /// <summary>Bytes of scratch space that spare most messages a rented buffer.</summary>
    public const int UsualLength = 512;

    /// <summary>Builds the message in <paramref name="scratch"/>, or in a rented buffer where it is too long for that.</summary>
    public EpistulaMessage(ReadOnlySpan<byte> bodyDigest, string uuid, long timestamp, string signedFor, Span<byte> scratch)
    {
        int needed = Open.Length + DigestHexLength + 3 + TimestampMaximumLength
            + Encoding.UTF8.GetMaxByteCount(uuid.Length + signedFor.Length) + Close.Length;
        if (needed > scratch.Length)
        {
            _rented = ArrayPool<byte>.Shared.Rent(needed);
            scratch = _rented;
        }

        _buffer = scratch;
        Open.CopyTo(_buffer);
        int position = Open.Length;
        _ = Convert.TryToHexStringLower(bodyDigest, _buffer[position..], out int written);
        position += written;
        _buffer[position++] = (byte)'.';
        position += Encoding.UTF8.GetBytes(uuid, _buffer[position..]);
        _buffer[position++] = (byte)'.';
        _ = timestamp.TryFormat(_buffer[position..], out written, default, CultureInfo.InvariantCulture);
        position += written;
        _buffer[position++] = (byte)'.';
        position += Encoding.UTF8.GetBytes(signedFor, _buffer[position..]);
        Close.CopyTo(_buffer[position..]);
        _length = position - Open.Length;
    }

    private static ReadOnlySpan<byte> Open => "<Bytes>"u8;

    private static ReadOnlySpan<byte> Close => "</Bytes>"u8;

    /// <summary>The message itself.</summary>
    public readonly ReadOnlySpan<byte> Plain => _buffer.Slice(Open.Length, _length);

    /// <summary>The message between the tags.</summary>
    public readonly ReadOnlySpan<byte> Wrapped => _buffer[..(Open.Length + _length + Close.Length)];

    /// <summary>Gives a rented buffer back.</summary>
    public readonly void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
