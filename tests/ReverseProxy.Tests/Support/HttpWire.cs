using System.Text;

namespace ReverseProxy.Tests.Support;

/// <summary>Reads HTTP/1.1 off a stream byte by byte, hiding nothing. Header texts are Latin-1.</summary>
public sealed class HttpWire(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>First line and headers; null at the end of the stream.</summary>
    public async Task<HttpHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        string? first = await ReadLineAsync(cancellationToken);
        if (first is null)
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers = [];
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':');
            headers.Add(new(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return new(first, headers);
    }

    /// <summary>The body that a head announces, and the trailers of a chunked one.</summary>
    public async Task<(byte[] Body, IReadOnlyList<KeyValuePair<string, string>> Trailers)> ReadBodyAsync(
        HttpHead head, bool toEndOfStream, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        List<KeyValuePair<string, string>> trailers = [];
        if (head.IsChunked)
        {
            while (true)
            {
                string size = await ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("the stream ended between chunks");
                int length = Convert.ToInt32(size.Split(';')[0], 16);
                if (length == 0)
                {
                    while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
                    {
                        int colon = line.IndexOf(':');
                        trailers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
                    }

                    break;
                }

                await CopyAsync(body, length, cancellationToken);
                _ = await ReadLineAsync(cancellationToken);
            }
        }
        else if (head.ContentLength is { } length)
        {
            await CopyAsync(body, length, cancellationToken);
        }
        else if (toEndOfStream)
        {
            await CopyAsync(body, long.MaxValue, cancellationToken);
        }

        return (body.ToArray(), trailers);
    }

    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        List<byte> line = [];
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                return line.Count == 0 ? null : throw new EndOfStreamException("the stream ended in the middle of a line");
            }

            byte value = _buffer[_start++];
            if (value == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(value);
        }
    }

    private async Task CopyAsync(MemoryStream destination, long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                if (length > int.MaxValue)
                {
                    return;
                }

                throw new EndOfStreamException($"the stream ended {length} bytes early");
            }

            int count = (int)Math.Min(length, _end - _start);
            destination.Write(_buffer, _start, count);
            _start += count;
            length -= count;
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
