using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace ReverseProxy.Forwarding;

/// <summary>
/// The way of a backend's answer to the caller. A short answer of declared length is held back until it is whole: a
/// backend that dies in the middle of an acknowledgement then becomes a truthful 502, where a status sent too early
/// would leave the caller with a broken 200. An answer that may end in trailers is framed here, because the server
/// knows no trailers for HTTP/1.1 callers. Everything else passes as it comes.
/// </summary>
internal sealed class AnswerStream(HttpResponse response, Stream inner) : WriteOnlyStream, IHttpResponseTrailersFeature
{
    /// <summary>Answers up to this length are held, in bytes.</summary>
    public const int HeldLength = 64 * 1024;

    private byte[]? _held;
    private int _length;
    private Mode _mode;

    private enum Mode
    {
        Undecided,
        Held,
        Framed,
        Passing,
    }

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    /// <summary>Whether the backend may send trailers that the caller is to see.</summary>
    public bool MayHaveTrailers { get; set; }

    /// <summary>Bytes of the body that the backend has sent.</summary>
    public long Taken { get; private set; }

    /// <summary>Whether the whole body has been written.</summary>
    public bool IsWhole { get; set; }

    /// <summary>Whether the answer was held and its encoding, where it has one that we know, is broken.</summary>
    public bool IsCorrupt => _mode is Mode.Held && !ContentCoding.IsIntact(response.Headers.ContentEncoding, new(_held!, 0, _length));

    /// <summary>Whether the answer whose headers are there is one that is held.</summary>
    public bool WillBeHeld => response.ContentLength is >= 0 and <= HeldLength;

    /// <summary>What is held of the answer; empty where none is.</summary>
    public ReadOnlySpan<byte> Held => _mode is Mode.Held ? _held.AsSpan(0, _length) : default;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_mode is Mode.Undecided)
        {
            Decide();
        }

        Taken += buffer.Length;
        switch (_mode)
        {
            case Mode.Held:
                // A backend that sends more than it declared never gets here: the client's own framing cuts it off.
                buffer.CopyTo(_held.AsMemory(_length));
                _length += buffer.Length;
                return default;
            case Mode.Framed:
                return WriteChunkAsync(buffer, cancellationToken);
            default:
                return inner.WriteAsync(buffer, cancellationToken);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _mode is Mode.Framed or Mode.Passing ? inner.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Sends what was held, or what ends the chunks.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_mode is Mode.Undecided && MayHaveTrailers && Trailers.Count > 0)
        {
            Decide();
        }

        return _mode switch
        {
            Mode.Held => inner.WriteAsync(_held.AsMemory(0, _length), cancellationToken),
            Mode.Framed => inner.WriteAsync(LastChunk(), cancellationToken),
            _ => default,
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (_held is not null)
        {
            ArrayPool<byte>.Shared.Return(_held);
            _held = null;
        }

        base.Dispose(disposing);
    }

    private void Decide()
    {
        switch (response.ContentLength)
        {
            case > 0 and <= HeldLength:
                _held = ArrayPool<byte>.Shared.Rent((int)response.ContentLength);
                _mode = Mode.Held;
                break;
            case null when MayHaveTrailers:
                // Told that the application does the framing, the server writes what it is given.
                response.Headers.TransferEncoding = "chunked";
                _mode = Mode.Framed;
                break;
            default:
                _mode = Mode.Passing;
                break;
        }
    }

    private async ValueTask WriteChunkAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        // An empty chunk would be the last one.
        if (!buffer.IsEmpty)
        {
            string size = buffer.Length.ToString("x", CultureInfo.InvariantCulture);
            await inner.WriteAsync(Encoding.ASCII.GetBytes(size + "\r\n"), cancellationToken);
            await inner.WriteAsync(buffer, cancellationToken);
            await inner.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }
    }

    private byte[] LastChunk()
    {
        StringBuilder end = new("0\r\n");
        foreach (KeyValuePair<string, StringValues> trailer in Trailers)
        {
            foreach (string? value in trailer.Value)
            {
                _ = end.Append(trailer.Key).Append(": ").Append(value).Append("\r\n");
            }
        }

        return Encoding.Latin1.GetBytes(end.Append("\r\n").ToString());
    }
}
