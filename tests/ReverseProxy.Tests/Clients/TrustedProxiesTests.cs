using System.Net;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Clients;

namespace ReverseProxy.Tests.Clients;

public class TrustedProxiesTests
{
    private static readonly TrustedProxies Trusted = new([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("192.0.2.1/32")]);

    [Theory]
    [InlineData("203.0.113.7", "1.2.3.4", "203.0.113.7")]
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData("10.0.0.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4")]
    [InlineData("10.0.0.1", "10.1.1.1, 10.2.2.2", "10.1.1.1")]
    [InlineData("10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", "1.2.3.4, nonsense, 10.9.9.9", "10.9.9.9")]
    [InlineData("10.0.0.1", "1.2.3.4:5555", "1.2.3.4")]
    [InlineData("10.0.0.1", "[2a00::7]:5555", "2a00::7")]
    [InlineData("10.0.0.1", "2a00::7", "2a00::7")]
    [InlineData("::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("2001:db8::5", "1.2.3.4", "1.2.3.4")]
    [InlineData("192.0.2.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("192.0.2.2", "1.2.3.4", "192.0.2.2")]
    public void The_caller_is_the_last_address_that_no_trusted_proxy_has(string connection, string? forwarded, string caller)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(connection);
        if (forwarded is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        Trusted.AddressOf(context).ShouldBe(IPAddress.Parse(caller));
    }

    [Fact]
    public void Several_headers_are_one_list()
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.1");
        context.Request.Headers["X-Forwarded-For"] = new[] { "6.6.6.6, 1.2.3.4", "10.9.9.9" };

        Trusted.AddressOf(context).ShouldBe(IPAddress.Parse("1.2.3.4"));
    }
}
