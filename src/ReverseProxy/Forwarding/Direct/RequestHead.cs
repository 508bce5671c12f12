using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ReverseProxy.Serving;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>Writes a request's head as it goes to a backend.</summary>
internal ref struct RequestHead : IHeaderSink
{
    private static readonly SearchValues<byte> NeverInALine = SearchValues.Create([0, (byte)'\r', (byte)'\n']);

    private readonly Span<byte> _buffer;
    private int _length;
    private bool _failed;

    private RequestHead(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Writes it.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="origin">The server.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>Whether it is one that can be written so, and fits.</returns>
    public static bool TryWrite(Exchange exchange, Origin origin, Span<byte> buffer, out int length)
    {
        HttpRequest request = exchange.Context.Request;
        RequestHead head = new(buffer);
        head.Write(request.Method);
        head.Write(" "u8);
        head.Write(origin.Target(OnwardHeaders.Path(request), request.QueryString));
        head.Write(" HTTP/1.1\r\n"u8);
        head.Add("Host", exchange.Snapshot.Configuration.Services.PreserveHost && request.Host.HasValue ? request.Host.ToUriComponent() : origin.Host);
        foreach (KeyValuePair<string, StringValues> header in request.Headers)
        {
            if (OnwardHeaders.Pass(header.Key, exchange))
            {
                for (int i = 0; i < header.Value.Count; i++)
                {
                    head.Add(header.Key, header.Value[i] ?? string.Empty);
                }
            }
        }

        OnwardHeaders.AddOwn(exchange, ref head);
        head.Write("\r\n"u8);
        length = head._length;
        return !head._failed;
    }

    public void Add(string name, string value)
    {
        Write(name);
        Write(": "u8);
        Write(value);
        Write("\r\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.TryCopyTo(_buffer[_length..]))
        {
            _length += bytes.Length;
        }
        else
        {
            _failed = true;
        }
    }

    private void Write(string text)
    {
        Span<byte> left = _buffer[_length..];
        if (left.Length < text.Length)
        {
            _failed = true;
            return;
        }

        // What came in is Latin-1 and goes out as it came.
        if (Ascii.FromUtf16(text, left, out int written) is not OperationStatus.Done)
        {
            written = Encoding.Latin1.GetBytes(text, left);
            _failed |= text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF');
        }

        _failed |= left[..written].ContainsAny(NeverInALine);
        _length += written;
    }
}
