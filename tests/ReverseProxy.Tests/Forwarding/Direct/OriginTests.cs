using Microsoft.AspNetCore.Http;
using ReverseProxy.Forwarding.Direct;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Tests.Forwarding.Direct;

public class OriginTests
{
    [Theory]
    [InlineData("http://10.0.0.5:8091", "10.0.0.5:8091")]
    [InlineData("http://10.0.0.5", "10.0.0.5")]
    [InlineData("http://Gpu-Box.local:80", "gpu-box.local")]
    [InlineData("http://[2001:db8::1]:8091", "[2001:db8::1]:8091")]
    [InlineData("http://bücher.example:8091", "xn--bcher-kva.example:8091")]
    public void Host_is_the_servers(string address, string host) => Origin.At(address)!.Host.ShouldBe(host);

    [Theory]
    [InlineData("https://10.0.0.5:8091")]
    [InlineData("ftp://10.0.0.5")]
    [InlineData("http://user:secret@10.0.0.5")]
    [InlineData("10.0.0.5:8091")]
    [InlineData("")]
    public void What_is_not_plain_HTTP_has_none(string address) => Origin.At(address).ShouldBeNull();

    public static MatrixTheoryData<string, string, string> Targets { get; } = new(
        ["http://h:1", "http://h:1/", "http://h:1/api", "http://h:1/api/", "http://h:1/a%20b", "http://h:1/a/../b", "http://h:1/a//b"],
        ["/inference", "/jobs/7", "/jobs/a.b", "/jobs/..", "/jobs/a b", "/jobs/%41", "/jobs/ü", "//x", "/a//b"],
        ["", "?", "?a=b", "?a=%20&b=[x]|{y}", "?../.."]);

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_target_is_what_YARP_would_ask_for(string address, string path, string query)
    {
        QueryString text = new(query);

        Origin.At(address)!.Target(path, text).ShouldBe(RequestUtilities.MakeDestinationAddress(address, path, text).PathAndQuery);
    }
}
