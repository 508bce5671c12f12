using System.Net;
using Microsoft.AspNetCore.Http;

namespace ReverseProxy.Clients;

/// <summary>
/// Whose word about the caller's address is believed. The last address that no trusted proxy has is the caller's; what
/// stands before it, the caller may have made up.
/// </summary>
internal sealed class TrustedProxies(IReadOnlyList<IPNetwork> networks)
{
    /// <summary>The networks of an empty list: nobody is believed.</summary>
    public static TrustedProxies None { get; } = new([]);

    public bool Contains(IPAddress address)
    {
        IPAddress plain = Plain(address);
        foreach (IPNetwork network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The caller's address.</summary>
    public IPAddress AddressOf(HttpContext context)
    {
        IPAddress connection = Plain(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (networks.Count == 0 || !Contains(connection))
        {
            return connection;
        }

        IPAddress caller = connection;
        string?[] values = context.Request.Headers["X-Forwarded-For"].ToArray();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            string[] hops = (values[i] ?? string.Empty).Split(',', StringSplitOptions.TrimEntries);
            for (int j = hops.Length - 1; j >= 0; j--)
            {
                // What is no address was not written by a proxy we trust: what was last believed stands.
                if (!TryParse(hops[j], out IPAddress? hop))
                {
                    return caller;
                }

                caller = hop;
                if (!Contains(hop))
                {
                    return caller;
                }
            }
        }

        return caller;
    }

    /// <summary>Whether the connection is one whose <c>X-Forwarded-Proto</c> is believed.</summary>
    public bool Believes(HttpContext context) => networks.Count > 0 && context.Connection.RemoteIpAddress is { } address && Contains(address);

    private static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;

        // "203.0.113.7", "203.0.113.7:4711", "2001:db8::1", "[2001:db8::1]:4711"
        string host = text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and int end ? text[1..end]
            : text.AsSpan().Count(':') == 1 ? text[..text.IndexOf(':', StringComparison.Ordinal)]
            : text;
        if (!IPAddress.TryParse(host, out IPAddress? parsed))
        {
            return false;
        }

        address = Plain(parsed);
        return true;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
