using Bittensor.Registry;
using CsCheck;

namespace Bittensor.Tests.Registry;

public class MinerEndpointTests
{
    [Theory]
    [InlineData("13.89.38.129", "9999")]
    [InlineData("0.0.0.0", "0")]
    [InlineData("miner.example.com", "65535")]
    [InlineData("xn--mnchen-3ya.de", "08091")]
    [InlineData("miner", "80")]
    [InlineData("a-b.c1", "1")]
    [InlineData("[2001:db8::1]", "9999")]
    [InlineData("[::ffff:203.0.113.8]", "8091")]
    [InlineData("a23456789012345678901234567890123456789012345", "1")]
    public void What_can_be_connected_to_is_an_endpoint_and_reads_back(string address, string port)
    {
        MinerEndpoint endpoint = MinerEndpoint.Create(address, port);

        (endpoint.Address, endpoint.PortText, endpoint.Port).ShouldBe((address, port, ushort.Parse(port)));
        endpoint.ToString().ShouldBe($"{address}:{port}");
        MinerEndpoint.Parse(endpoint.ToString()).ShouldBe(endpoint);
        endpoint.Url.Scheme.ShouldBe("https");
        endpoint.Url.Port.ShouldBe(endpoint.Port);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("100000")]
    [InlineData("999999999999999999999")]
    [InlineData("")]
    [InlineData("+80")]
    [InlineData(" 80")]
    [InlineData("80\n")]
    [InlineData("8_0")]
    [InlineData("८०")]
    [InlineData("0x50")]
    [InlineData("http")]
    [InlineData("000080")]
    public void A_port_that_is_none_is_told_in_the_words_of_the_troubleshooting_list(string port) =>
        Should.Throw<MinerEndpointException>(() => MinerEndpoint.Create("13.89.38.129", port)).Message
            .ShouldStartWith("Port must be between 0 and 65535");

    [Theory]
    [InlineData("a234567890123456789012345678901234567890123456", "Address exceeds maximum length of 45 characters: it has 46; use the IP address")]
    [InlineData("", "Address is empty; give the IP address")]
    [InlineData("2001:db8::1", "is an IPv6 address without brackets")]
    [InlineData("http://13.89.38.129", "is a URL")]
    [InlineData("13.89.38.129/x", "is a URL or has a path")]
    [InlineData("13.89.38.129:9999", "has a colon; give the port apart")]
    [InlineData("[2001:db8::1", "is no IPv6 address in brackets")]
    [InlineData("[13.89.38.129]", "is no IPv6 address in brackets")]
    [InlineData("[fe80::1%eth0]", "is no IPv6 address in brackets")]
    [InlineData("[]", "is no IPv6 address in brackets")]
    [InlineData("13.89.38", "is no IPv4 address")]
    [InlineData("13.89.38.256", "is no IPv4 address")]
    [InlineData("013.089.038.129", "is no IPv4 address")]
    [InlineData("2130706433", "is no IPv4 address")]
    [InlineData("miner.example.com.", "is no host name")]
    [InlineData("-miner.com", "is no host name")]
    [InlineData("mi_ner.com", "is no IP address and no host name")]
    [InlineData("münchen.de", "is no IP address and no host name")]
    [InlineData(" 13.89.38.129", "is no IP address and no host name")]
    [InlineData("a\u001b[31m", "is no IP address and no host name")]
    public void An_address_that_is_none_is_told_with_what_to_do(string address, string message) =>
        Should.Throw<MinerEndpointException>(() => MinerEndpoint.Create(address, "9999")).Message.ShouldContain(message);

    [Fact]
    public void What_exceeds_the_commitment_too_is_told_so() =>
        Should.Throw<MinerEndpointException>(() => MinerEndpoint.Create(new string('a', 130), "1")).Message
            .ShouldContain("Commit string length exceeds maximum of 128 bytes");

    [Fact]
    public void A_bare_IPv6_address_is_taken_only_where_that_is_wanted() =>
        MinerEndpoint.Create("2001:db8::1", "9999", acceptBareIPv6: true).ToString().ShouldBe("2001:db8::1:9999");

    [Theory]
    [InlineData("nonsense", "Invalid compressed string format: nonsense")]
    [InlineData("", "Invalid compressed string format: ")]
    [InlineData("2001:db8::2:9999", "Address \"2001\" is no IPv4 address")]
    [InlineData("namespace:name:9c1185a5c5e9fc54612808977ee8f548b2258d31aa:Qm0:1.0", "Port must be between 0 and 65535")]
    [InlineData("http://203.0.113.9:8091/", "Port must be between 0 and 65535")]
    [InlineData("13.89.38.129:9999\0evil", "Port must be between 0 and 65535")]
    public void What_stands_on_chain_and_is_none_says_why(string text, string message) =>
        Should.Throw<MinerEndpointException>(() => MinerEndpoint.Parse(text)).Message.ShouldStartWith(message, Case.Sensitive);

    [Fact]
    public void No_text_of_a_stranger_makes_it_throw_anything_else() => Gen.Byte.Array[0, 128].Sample(bytes =>
    {
        string text = System.Text.Encoding.Latin1.GetString(bytes);
        try
        {
            MinerEndpoint endpoint = MinerEndpoint.Parse(text);
            endpoint.ToString().ShouldBe(text);
            _ = endpoint.Url;
        }
        catch (MinerEndpointException)
        {
        }
    });

    [Fact]
    public void Whatever_is_an_endpoint_makes_a_URL_of_that_host_and_port() =>
        Gen.Select(Gen.OneOf(Gen.Char['a', 'f'], Gen.Char['0', '9'], Gen.Const('.'), Gen.Const('-'), Gen.Const(':'), Gen.Const('[')).Array[1, 20], Gen.UShort).Sample((characters, port) =>
        {
            string address = new(characters);
            try
            {
                MinerEndpoint endpoint = MinerEndpoint.Create(address, $"{port}");
                endpoint.Url.Host.ShouldBe(endpoint.IPAddress?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{endpoint.IPAddress}]" : address);
                endpoint.Url.Port.ShouldBe(port);
            }
            catch (MinerEndpointException)
            {
            }
        });
}
