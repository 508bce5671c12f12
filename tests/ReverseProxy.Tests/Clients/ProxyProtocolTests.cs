using System.Buffers;
using System.Net;
using System.Text;
using CsCheck;
using ReverseProxy.Clients;

namespace ReverseProxy.Tests.Clients;

public class ProxyProtocolTests
{
    private static readonly byte[] Mark = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    [Theory]
    [InlineData("PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n", "203.0.113.7:4711")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n", "[2001:db8::7]:4711")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", null)]
    public void Version_one_names_the_caller(string header, string? source)
    {
        ProxyProtocol.Read(new(Encoding.ASCII.GetBytes(header + "GET / HTTP/1.1")), out IPEndPoint? found, out int length).ShouldBe(ProxyProtocolResult.Complete);

        found.ShouldBe(source is null ? null : IPEndPoint.Parse(source));
        length.ShouldBe(header.Length);
    }

    [Fact]
    public void Version_two_names_the_caller()
    {
        byte[] four = [.. Mark, 0x21, 0x11, 0, 12, 203, 0, 113, 7, 10, 0, 0, 1, 0x12, 0x67, 0x01, 0xBB];
        byte[] six = [.. Mark, 0x21, 0x21, 0, 39, .. IPAddress.Parse("2001:db8::7").GetAddressBytes(), .. new byte[16], 0x12, 0x67, 0x01, 0xBB, 1, 0, 0];
        byte[] local = [.. Mark, 0x20, 0x00, 0, 0];

        Read(four).ShouldBe((ProxyProtocolResult.Complete, IPEndPoint.Parse("203.0.113.7:4711"), 28));
        Read(six).ShouldBe((ProxyProtocolResult.Complete, IPEndPoint.Parse("[2001:db8::7]:4711"), 55));
        Read(local).ShouldBe((ProxyProtocolResult.Complete, null, 16));
    }

    [Fact]
    public void Every_beginning_of_a_header_is_incomplete()
    {
        byte[][] headers =
        [
            [.. Mark, 0x21, 0x11, 0, 12, 203, 0, 113, 7, 10, 0, 0, 1, 0x12, 0x67, 0x01, 0xBB],
            Encoding.ASCII.GetBytes("PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n"),
        ];
        foreach (byte[] header in headers)
        {
            for (int i = 1; i < header.Length; i++)
            {
                Read(header[..i]).Item1.ShouldBe(ProxyProtocolResult.Incomplete, $"{i} bytes");
            }
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("PROXY TCP4 nonsense 10.0.0.1 4711 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 10.0.0.1 99999 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7\r\n")]
    [InlineData("PROXY HTTP 203.0.113.7 10.0.0.1 4711 443\r\n")]
    public void Anything_else_is_invalid(string bytes) => Read(Encoding.ASCII.GetBytes(bytes)).Item1.ShouldBe(ProxyProtocolResult.Invalid);

    [Fact]
    public void A_line_without_end_is_invalid_and_not_waited_for() =>
        Read(Encoding.ASCII.GetBytes("PROXY " + new string('x', 200))).Item1.ShouldBe(ProxyProtocolResult.Invalid);

    [Fact]
    public void No_bytes_make_it_throw() => Gen.Byte.Array[0, 60].Sample(bytes => { _ = Read([.. Mark, .. bytes]); _ = Read(bytes); });

    private static (ProxyProtocolResult, IPEndPoint?, int) Read(byte[] bytes)
    {
        ProxyProtocolResult result = ProxyProtocol.Read(new ReadOnlySequence<byte>(bytes), out IPEndPoint? source, out int length);
        return (result, source, length);
    }
}
