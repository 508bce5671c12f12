using System.Net;
using ReverseProxy.Callbacks;

namespace ReverseProxy.Tests.Callbacks;

public class PublicAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    public void Addresses_of_somebodys_own_network_are_refused(string address) => PublicAddress.IsAllowed(IPAddress.Parse(address), []).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    public void Public_ones_are_allowed(string address) => PublicAddress.IsAllowed(IPAddress.Parse(address), []).ShouldBeTrue();

    [Fact]
    public void Whoever_names_a_network_allows_it_and_no_more()
    {
        IPNetwork[] allowed = [IPNetwork.Parse("10.1.0.0/16")];

        PublicAddress.IsAllowed(IPAddress.Parse("10.1.2.3"), allowed).ShouldBeTrue();
        PublicAddress.IsAllowed(IPAddress.Parse("::ffff:10.1.2.3"), allowed).ShouldBeTrue();
        PublicAddress.IsAllowed(IPAddress.Parse("10.2.2.3"), allowed).ShouldBeFalse();
    }
}
