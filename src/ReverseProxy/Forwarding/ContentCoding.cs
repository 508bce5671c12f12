using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace ReverseProxy.Forwarding;

/// <summary>
/// Checks that a compressed answer can be decompressed. The original did so by accident, and answered 502 to what no
/// caller could have read.
/// </summary>
internal static class ContentCoding
{
    public static bool IsIntact(StringValues encoding, ArraySegment<byte> content)
    {
        if (content.Count == 0 || encoding is not [{ Length: > 0 } name])
        {
            return true;
        }

        using MemoryStream compressed = new(content.Array!, content.Offset, content.Count, writable: false);
        using Stream? reader = Reader(name, compressed, content);
        return reader is null || CanBeRead(reader);
    }

    private static Stream? Reader(string name, Stream compressed, ReadOnlySpan<byte> content) => name.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(compressed, CompressionMode.Decompress),
        "BR" => new BrotliStream(compressed, CompressionMode.Decompress),

        // "deflate" means zlib, but some servers send it bare; both are read by callers.
        "DEFLATE" => (content[0] & 0x0F) == 8
            ? new ZLibStream(compressed, CompressionMode.Decompress)
            : new DeflateStream(compressed, CompressionMode.Decompress),
        _ => null,
    };

    private static bool CanBeRead(Stream reader)
    {
        // A bounded look: an answer that unpacks to more than this is let through unread rather than unpacked whole.
        const int Limit = 4 * 1024 * 1024;
        Span<byte> scratch = stackalloc byte[4096];
        try
        {
            int total = 0;
            for (int read = reader.Read(scratch); read > 0 && total < Limit; read = reader.Read(scratch))
            {
                total += read;
            }

            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
