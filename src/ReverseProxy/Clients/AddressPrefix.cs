using System.Net;
using System.Net.Sockets;

namespace ReverseProxy.Clients;

/// <summary>
/// What counts as one address for limits: an IPv4 address, or the first 64 bits of an IPv6 address, which one customer
/// has all the rest of.
/// </summary>
internal static class AddressPrefix
{
    /// <summary>The longest key in bytes.</summary>
    public const int MaximumLength = 8;

    /// <summary>The key of an address as a number.</summary>
    public static ulong Key(IPAddress address)
    {
        Span<byte> buffer = stackalloc byte[MaximumLength];
        return System.IO.Hashing.XxHash3.HashToUInt64(buffer[..Write(address, buffer)]);
    }

    /// <summary>Writes the key of an address and returns its length.</summary>
    public static int Write(IPAddress address, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.IsIPv4MappedToIPv6)
        {
            _ = address.TryWriteBytes(bytes, out _);
            bytes[12..16].CopyTo(destination);
            return 4;
        }

        _ = address.TryWriteBytes(bytes, out int length);
        int kept = address.AddressFamily is AddressFamily.InterNetworkV6 ? 8 : length;
        bytes[..kept].CopyTo(destination);
        return kept;
    }
}
