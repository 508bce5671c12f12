using System.Net;
using Bittensor.Registry;

namespace Bittensor.Tests.Registry;

public class AddressReachTests
{
    [Theory]
    [InlineData("13.89.38.129", AddressReach.Public)]
    [InlineData("1.1.1.1", AddressReach.Public)]
    [InlineData("172.15.255.255", AddressReach.Public)]
    [InlineData("172.32.0.0", AddressReach.Public)]
    [InlineData("100.63.255.255", AddressReach.Public)]
    [InlineData("2606:4700::1111", AddressReach.Public)]
    [InlineData("127.0.0.1", AddressReach.Loopback)]
    [InlineData("127.255.255.254", AddressReach.Loopback)]
    [InlineData("::1", AddressReach.Loopback)]
    [InlineData("0.0.0.0", AddressReach.Unspecified)]
    [InlineData("0.1.2.3", AddressReach.Unspecified)]
    [InlineData("::", AddressReach.Unspecified)]
    [InlineData("10.1.2.3", AddressReach.Private)]
    [InlineData("172.16.0.1", AddressReach.Private)]
    [InlineData("172.31.255.255", AddressReach.Private)]
    [InlineData("192.168.1.1", AddressReach.Private)]
    [InlineData("100.64.0.1", AddressReach.Private)]
    [InlineData("fd00::1", AddressReach.Private)]
    [InlineData("fec0::1", AddressReach.Private)]
    [InlineData("169.254.169.254", AddressReach.LinkLocal)]
    [InlineData("fe80::1", AddressReach.LinkLocal)]
    [InlineData("224.0.0.1", AddressReach.Multicast)]
    [InlineData("ff02::1", AddressReach.Multicast)]
    [InlineData("203.0.113.7", AddressReach.Documentation)]
    [InlineData("2001:db8::1", AddressReach.Documentation)]
    [InlineData("255.255.255.255", AddressReach.Reserved)]
    [InlineData("198.18.0.1", AddressReach.Reserved)]
    [InlineData("192.0.0.170", AddressReach.Reserved)]
    [InlineData("2001::1", AddressReach.Reserved)]
    public void Every_special_network_is_known(string address, AddressReach reach) => AddressReaches.Of(IPAddress.Parse(address)).ShouldBe(reach);

    [Theory]
    [InlineData("::ffff:127.0.0.1", AddressReach.Loopback)]
    [InlineData("::ffff:169.254.169.254", AddressReach.LinkLocal)]
    [InlineData("::ffff:13.89.38.129", AddressReach.Public)]
    [InlineData("::10.0.0.1", AddressReach.Private)]
    [InlineData("64:ff9b::7f00:1", AddressReach.Loopback)]
    [InlineData("2002:c0a8:101::1", AddressReach.Private)]
    [InlineData("2002:d59:2681::1", AddressReach.Public)]
    public void An_IPv4_address_within_an_IPv6_address_is_what_counts(string address, AddressReach reach) =>
        AddressReaches.Of(IPAddress.Parse(address)).ShouldBe(reach);

    [Fact]
    public void Only_public_addresses_come_without_a_warning() =>
        Enum.GetValues<AddressReach>().Where(reach => reach.Warning() is null).ShouldBe([AddressReach.Public]);
}
