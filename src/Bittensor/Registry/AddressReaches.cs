using System.Net;
using System.Net.Sockets;

namespace Bittensor.Registry;

/// <summary>Finds out from where an IP address can be reached.</summary>
public static class AddressReaches
{
    private static readonly (IPNetwork Network, AddressReach Reach)[] Special =
    [
        (IPNetwork.Parse("0.0.0.0/8"), AddressReach.Unspecified),
        (IPNetwork.Parse("10.0.0.0/8"), AddressReach.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressReach.Private),
        (IPNetwork.Parse("127.0.0.0/8"), AddressReach.Loopback),
        (IPNetwork.Parse("169.254.0.0/16"), AddressReach.LinkLocal),
        (IPNetwork.Parse("172.16.0.0/12"), AddressReach.Private),
        (IPNetwork.Parse("192.0.0.0/24"), AddressReach.Reserved),
        (IPNetwork.Parse("192.0.2.0/24"), AddressReach.Documentation),
        (IPNetwork.Parse("192.168.0.0/16"), AddressReach.Private),
        (IPNetwork.Parse("198.18.0.0/15"), AddressReach.Reserved),
        (IPNetwork.Parse("198.51.100.0/24"), AddressReach.Documentation),
        (IPNetwork.Parse("203.0.113.0/24"), AddressReach.Documentation),
        (IPNetwork.Parse("224.0.0.0/4"), AddressReach.Multicast),
        (IPNetwork.Parse("240.0.0.0/4"), AddressReach.Reserved),
        (IPNetwork.Parse("::/128"), AddressReach.Unspecified),
        (IPNetwork.Parse("::1/128"), AddressReach.Loopback),
        (IPNetwork.Parse("64:ff9b:1::/48"), AddressReach.Private),
        (IPNetwork.Parse("100::/64"), AddressReach.Reserved),
        (IPNetwork.Parse("2001::/23"), AddressReach.Reserved),
        (IPNetwork.Parse("2001:db8::/32"), AddressReach.Documentation),
        (IPNetwork.Parse("3fff::/20"), AddressReach.Documentation),
        (IPNetwork.Parse("5f00::/16"), AddressReach.Reserved),
        (IPNetwork.Parse("fc00::/7"), AddressReach.Private),
        (IPNetwork.Parse("fe80::/10"), AddressReach.LinkLocal),
        (IPNetwork.Parse("fec0::/10"), AddressReach.Private),
        (IPNetwork.Parse("ff00::/8"), AddressReach.Multicast),
    ];

    /// <summary>The networks of IPv6 whose addresses hold one of IPv4, and at which byte. What reaches the one reaches the other.</summary>
    private static readonly (IPNetwork Network, int Offset)[] Carriers =
    [
        (IPNetwork.Parse("::/96"), 12),
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    /// <summary>From where an address can be reached.</summary>
    public static AddressReach Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            return Of(address.MapToIPv4());
        }

        foreach ((IPNetwork network, AddressReach reach) in Special)
        {
            if (network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
            {
                return reach;
            }
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            foreach ((IPNetwork network, int offset) in Carriers)
            {
                if (network.Contains(address))
                {
                    return Of(new IPAddress(address.GetAddressBytes().AsSpan(offset, sizeof(uint))));
                }
            }
        }

        return AddressReach.Public;
    }

    /// <summary>What to tell an operator who means to publish an address of this reach; null for a public one.</summary>
    public static string? Warning(this AddressReach reach) => reach switch
    {
        AddressReach.Public => null,
        AddressReach.Loopback => "a loopback address, which reaches nobody but this machine",
        AddressReach.Unspecified => "the unspecified address, at which nobody can be reached",
        AddressReach.Private => "a private address, which validators cannot reach",
        AddressReach.LinkLocal => "a link-local address, which validators cannot reach",
        AddressReach.Multicast => "a multicast address, at which no single machine can be reached",
        AddressReach.Documentation => "an address for examples in documents, at which nobody can be reached",
        _ => "a reserved address, at which nobody can be reached",
    };
}
