using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace ReverseProxy.Clients;

/// <summary>
/// The PROXY protocol, versions 1 and 2: what a load balancer says about a connection before the connection's own bytes.
/// </summary>
/// <remarks>Reference: haproxy's "The PROXY protocol", sections 2.1 and 2.2.</remarks>
internal static class ProxyProtocol
{
    private const int VersionOneMaximum = 107;
    private const int VersionTwoFixed = 16;

    private static ReadOnlySpan<byte> VersionOneMark => "PROXY "u8;

    private static ReadOnlySpan<byte> VersionTwoMark => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads the header at the beginning of what has arrived.</summary>
    /// <param name="buffer">What has arrived.</param>
    /// <param name="source">The caller, where the header names one; null for a health check of the balancer's own.</param>
    /// <param name="length">The header's length in bytes.</param>
    public static ProxyProtocolResult Read(in ReadOnlySequence<byte> buffer, out IPEndPoint? source, out int length)
    {
        source = null;
        length = 0;

        // A header is short; what is longer than the longest is none.
        const int Longest = VersionTwoFixed + ushort.MaxValue;
        ReadOnlySpan<byte> start = buffer.Length <= Longest && buffer.IsSingleSegment ? buffer.FirstSpan : buffer.Slice(0, Math.Min(buffer.Length, Longest)).ToArray();
        if (StartsLike(start, VersionTwoMark))
        {
            return start.Length < VersionTwoFixed ? ProxyProtocolResult.Incomplete : ReadVersionTwo(start, out source, out length);
        }

        return StartsLike(start, VersionOneMark) ? ReadVersionOne(start, out source, out length) : ProxyProtocolResult.Invalid;
    }

    private static bool StartsLike(ReadOnlySpan<byte> start, ReadOnlySpan<byte> mark)
    {
        int common = Math.Min(start.Length, mark.Length);
        return start[..common].SequenceEqual(mark[..common]);
    }

    private static ProxyProtocolResult ReadVersionOne(ReadOnlySpan<byte> start, out IPEndPoint? source, out int length)
    {
        source = null;
        length = 0;
        int end = start[..Math.Min(start.Length, VersionOneMaximum)].IndexOf("\r\n"u8);
        if (end < 0)
        {
            return start.Length < VersionOneMaximum ? ProxyProtocolResult.Incomplete : ProxyProtocolResult.Invalid;
        }

        length = end + 2;
        string[] parts = Encoding.ASCII.GetString(start[..end]).Split(' ');
        if (parts.Length >= 2 && parts[1] == "UNKNOWN")
        {
            return ProxyProtocolResult.Complete;
        }

        if (parts.Length != 6 || parts[1] is not ("TCP4" or "TCP6") || !IPAddress.TryParse(parts[2], out IPAddress? address)
            || !ushort.TryParse(parts[4], out ushort port))
        {
            return ProxyProtocolResult.Invalid;
        }

        source = new(address, port);
        return ProxyProtocolResult.Complete;
    }

    private static ProxyProtocolResult ReadVersionTwo(ReadOnlySpan<byte> start, out IPEndPoint? source, out int length)
    {
        source = null;
        length = VersionTwoFixed + BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        byte versionAndCommand = start[12];
        byte familyAndTransport = start[13];
        if (versionAndCommand >> 4 != 2 || (versionAndCommand & 0x0F) > 1)
        {
            return ProxyProtocolResult.Invalid;
        }

        if (start.Length < length)
        {
            return ProxyProtocolResult.Incomplete;
        }

        ReadOnlySpan<byte> addresses = start[VersionTwoFixed..length];
        bool local = (versionAndCommand & 0x0F) == 0;
        switch (familyAndTransport >> 4)
        {
            case 1 when !local && addresses.Length >= 12:
                source = new(new IPAddress(addresses[..4]), BinaryPrimitives.ReadUInt16BigEndian(addresses[8..]));
                return ProxyProtocolResult.Complete;
            case 2 when !local && addresses.Length >= 36:
                source = new(new IPAddress(addresses[..16]), BinaryPrimitives.ReadUInt16BigEndian(addresses[32..]));
                return ProxyProtocolResult.Complete;
            case 0 or 3:
                return ProxyProtocolResult.Complete;
            default:
                return local ? ProxyProtocolResult.Complete : ProxyProtocolResult.Invalid;
        }
    }
}
