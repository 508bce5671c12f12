using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using ReverseProxy.Clients;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;

namespace ReverseProxy.Limits;

/// <summary>
/// How many connections may be open, in all and from one address. Where a known sender was verified before, the total does
/// not count: idle connections of strangers must not keep a validator out. Before TLS, so a refusal costs no handshake.
/// </summary>
internal sealed class ConnectionLimit(SnapshotHolder snapshots, RequestLimits limits)
{
    private readonly ConcurrentDictionary<ulong, int> _ofAddress = new();
    private int _open;
    private long _refused;

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that were closed at once.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ProxyConfiguration configuration = snapshots.Current.Configuration;
        IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;

        // A trusted proxy's connections are many callers'; and so are those of this machine, where a tunnel or a web server may end.
        ulong? key = address is null || IsThisMachine(address) || configuration.Server.TrustedProxies.Contains(address) ? null : AddressPrefix.Key(address);
        int open = Interlocked.Increment(ref _open);
        int own = key is { } counted ? Count(counted, 1) : 0;
        try
        {
            if (IsTooMany(configuration.Limits, open, own, key))
            {
                _ = Interlocked.Increment(ref _refused);
                connection.Abort(new ConnectionAbortedException("too many connections"));
                return;
            }

            await next(connection);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _open);
            if (key is { } given)
            {
                _ = Count(given, -1);
            }
        }
    }

    private static bool IsThisMachine(IPAddress address) =>
        address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.IPv6Loopback) || (address.IsIPv4MappedToIPv6 && address.MapToIPv4().Equals(IPAddress.Loopback));

    private bool IsTooMany(LimitSettings settings, int open, int own, ulong? key) =>
        (settings.ConnectionsPerAddress > 0 && own > settings.ConnectionsPerAddress)
        || (settings.Connections > 0 && open > settings.Connections && !(key is { } known && limits.IsLearnedAddress(known)));

    private int Count(ulong key, int change)
    {
        int count = _ofAddress.AddOrUpdate(key, static (_, added) => added, static (_, before, added) => before + added, change);
        if (count <= 0)
        {
            // Only if none came in meanwhile.
            _ = _ofAddress.TryRemove(new(key, count));
        }

        return count;
    }
}
