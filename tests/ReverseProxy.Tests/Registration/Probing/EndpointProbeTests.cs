using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Bittensor.Registry;
using ReverseProxy.Registration.Probing;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Tls;

namespace ReverseProxy.Tests.Registration.Probing;

public class EndpointProbeTests
{
    private const string Hotkey = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    private readonly TestAuthority _authority = new();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("miner.example.com")]
    public async Task A_miner_that_is_there_is_ok_with_its_certificates_expiry(string address)
    {
        using X509Certificate2 certificate = _authority.Issue("x", days: 30, address);
        await using TlsMiner miner = TlsMiner.Start(certificate, Intermediate());

        ProbeResult result = await AskAsync(address, miner.Port);

        result.State.ShouldBe(ProbeState.Ok, result.Detail);
        result.Address.ShouldBe(IPAddress.Loopback);
        result.CertificateExpires.ShouldBe(new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero));
        miner.Request.ShouldStartWith($"GET /check/{Hotkey} HTTP/1.1\r\n");
        miner.Request.ShouldContain($"Host: {address}:{miner.Port}\r\n");
    }

    [Theory]
    [InlineData(404, "status 404: not the proxy of this hotkey")]
    [InlineData(301, "status 301")]
    [InlineData(500, "status 500")]
    public async Task Another_answer_is_a_wrong_one(int status, string detail)
    {
        using X509Certificate2 certificate = _authority.Issue("x", 30, "127.0.0.1");
        await using TlsMiner miner = TlsMiner.Start(certificate, Intermediate(), status);

        ProbeResult result = await AskAsync("127.0.0.1", miner.Port);

        (result.State, result.Detail).ShouldBe((ProbeState.WrongAnswer, detail));
    }

    [Fact]
    public async Task A_certificate_is_judged_as_validators_judge_it()
    {
        await Expect(_authority.Issue("x", -1, "127.0.0.1"), Intermediate(), "it expired on ");
        await Expect(_authority.Issue("127.0.0.1", 30, "other.example.com"), Intermediate(), "it does not cover the IP address 127.0.0.1 (it covers other.example.com)");
        await Expect(_authority.Issue("127.0.0.1", 30), Intermediate(), "it does not cover the IP address 127.0.0.1 (it covers nothing)");
        await Expect(_authority.Issue("x", 30, "127.0.0.1"), [], "the certificate of its issuer (Test Intermediate) is missing");
        await Expect(TestAuthority.SelfSigned("x", "127.0.0.1"), [], "it is self-signed");

        async Task Expect(X509Certificate2 certificate, X509Certificate2Collection sent, string detail)
        {
            using (certificate)
            {
                await using TlsMiner miner = TlsMiner.Start(certificate, sent);
                ProbeResult result = await AskAsync("127.0.0.1", miner.Port);
                result.State.ShouldBe(ProbeState.BadCertificate, result.Detail);
                result.Detail.ShouldContain(detail);
                result.CertificateExpires.ShouldNotBeNull();
                miner.Request.ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public async Task The_systems_authorities_do_not_know_ours()
    {
        using X509Certificate2 certificate = _authority.Issue("x", 30, "127.0.0.1");
        await using TlsMiner miner = TlsMiner.Start(certificate, Intermediate());

        ProbeResult result = await new EndpointProbe(new() { AllowPrivate = true }).AskAsync(Hotkey, MinerEndpoint.Create("127.0.0.1", $"{miner.Port}"), Token);

        result.State.ShouldBe(ProbeState.BadCertificate);
    }

    [Fact]
    public async Task What_is_not_there_is_told_apart()
    {
        await using TlsMiner plain = TlsMiner.StartBare(stream => stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()).AsTask());
        (await AskAsync("127.0.0.1", plain.Port)).State.ShouldBe(ProbeState.NoTls);

        await using TlsMiner closing = TlsMiner.StartBare(_ => Task.CompletedTask);
        (await AskAsync("127.0.0.1", closing.Port)).State.ShouldBe(ProbeState.NoTls);

        (await AskAsync("127.0.0.1", (ushort)FreePort.Next())).State.ShouldBe(ProbeState.Unreachable);
        (await AskAsync("127.0.0.1", 0)).State.ShouldBe(ProbeState.Unreachable);
        (await AskAsync("nowhere.example.com", 443)).State.ShouldBe(ProbeState.UnknownName);
        (await AskAsync("empty.example.com", 443)).State.ShouldBe(ProbeState.UnknownName);
    }

    [Fact]
    public async Task What_says_nothing_is_given_up_after_the_time_it_has()
    {
        await using TlsMiner silent = TlsMiner.StartBare(_ => Task.Delay(Timeout.Infinite, Token));

        ProbeResult result = await AskAsync("127.0.0.1", silent.Port, options => options with { Timeout = TimeSpan.FromSeconds(1) });

        (result.State, result.Detail).ShouldBe((ProbeState.TimedOut, "the TLS handshake did not end within 1 s"));
        ProbeResult name = await AskAsync("slow.example.com", 443, options => options with { Timeout = TimeSpan.FromSeconds(1) });
        (name.State, name.Detail).ShouldBe((ProbeState.TimedOut, "the name was not looked up within 1 s"));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("miner.example.com")]
    [InlineData("localhost")]
    public async Task No_connection_is_made_to_an_address_that_is_not_public(string address)
    {
        using X509Certificate2 certificate = _authority.Issue("x", 30, address.Trim('[', ']'));
        await using TlsMiner miner = TlsMiner.Start(certificate, Intermediate());

        ProbeResult result = await AskAsync(address, miner.Port, options => options with { AllowPrivate = false });

        result.State.ShouldBe(ProbeState.NotProbed, result.Detail);
        result.Detail.ShouldContain("--allow-private asks there all the same");
        miner.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_so_that_it_cannot_change_between_the_look_and_the_connection()
    {
        int lookUps = 0;
        using X509Certificate2 certificate = _authority.Issue("x", 30, "rebinding.example.com");
        await using TlsMiner miner = TlsMiner.Start(certificate, Intermediate());

        ProbeResult result = await AskAsync("rebinding.example.com", miner.Port, options => options with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(lookUps++ == 0 ? "127.0.0.1" : "127.0.0.99")]),
        });

        (result.State, result.Address, lookUps).ShouldBe((ProbeState.Ok, IPAddress.Loopback, 1), result.Detail);
    }

    [Fact]
    public async Task One_dead_address_does_not_hide_another()
    {
        using X509Certificate2 certificate = _authority.Issue("x", 30, "both.example.com");
        await using TlsMiner miner = TlsMiner.Start(certificate, Intermediate());

        ProbeResult result = await AskAsync("both.example.com", miner.Port, options => options with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.99"), IPAddress.Loopback]),
        });

        (result.State, result.Address).ShouldBe((ProbeState.Ok, IPAddress.Loopback), result.Detail);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private X509Certificate2Collection Intermediate()
    {
        X509Certificate2Collection sent = [];
        sent.ImportFromPem(_authority.IntermediatePem);
        return sent;
    }

    private Task<ProbeResult> AskAsync(string address, ushort port, Func<ProbeOptions, ProbeOptions>? change = null)
    {
        ProbeOptions options = new()
        {
            AllowPrivate = true,
            Timeout = TimeSpan.FromSeconds(20),
            Roots = [_authority.Root],
            Resolve = async (name, token) =>
            {
                if (name.StartsWith("slow.", StringComparison.Ordinal))
                {
                    await Task.Delay(Timeout.Infinite, token);
                }

                return name.StartsWith("nowhere.", StringComparison.Ordinal) ? throw new SocketException((int)SocketError.HostNotFound)
                    : name.StartsWith("empty.", StringComparison.Ordinal) ? [] : [IPAddress.Loopback];
            },
        };
        return new EndpointProbe(change?.Invoke(options) ?? options).AskAsync(Hotkey, MinerEndpoint.Create(address, $"{port}"), Token);
    }
}
