using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Tls;

/// <summary>Real handshakes with the real server.</summary>
public class TlsServingTests
{
    private readonly TestAuthority _authority = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-tls-").FullName;

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable SYSLIB0039, CA5397 // The old version is what is to be refused.
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task TLS_from_1_2_on_is_spoken(SslProtocols protocol, bool spoken)
    {
        await using RunningProxy proxy = await StartAsync(Certificate("miner", "localhost"));

        Task<X509Certificate2> handshake = HandshakeAsync(proxy.Port, "localhost", protocol);

        if (spoken)
        {
            (await handshake).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("miner");
        }
        else
        {
            await Should.ThrowAsync<Exception>(() => handshake);
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Both_versions_of_HTTP_reach_the_backend(string version)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(Certificate("miner", "localhost"), backend: backend);
        using HttpClient client = Client();
        using HttpRequestMessage request = new(HttpMethod.Post, $"https://localhost:{proxy.Port}/inference")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent("{}"u8.ToArray()),
        };
        foreach ((string name, string value) in Sender.Validator.Headers(proxy, "{}"u8.ToArray()))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage answer = await client.SendAsync(request, RawClient.Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Version.ShouldBe(Version.Parse(version));
        backend.Seen.Single().Header("X-Forwarded-Proto").ShouldBe("https");
    }

    [Fact]
    public async Task A_name_gets_its_own_certificate_and_others_the_standard_one()
    {
        JsonObject tls = Certificate("standard", "localhost");
        JsonObject own = Certificate("own", "gpu.example");
        own["host"] = "GPU.example";
        tls["hosts"] = new JsonArray(own);
        await using RunningProxy proxy = await StartAsync(tls);

        (await HandshakeAsync(proxy.Port, "gpu.example")).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("own");
        (await HandshakeAsync(proxy.Port, "other.example")).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("standard");
        (await HandshakeAsync(proxy.Port, "127.0.0.1")).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("standard");
    }

    [Fact]
    public async Task A_renewed_certificate_is_taken_without_a_restart_and_a_broken_one_is_not()
    {
        JsonObject tls = Certificate("before", "localhost");
        await using RunningProxy proxy = await StartAsync(tls);

        _authority.Write(_authority.Issue("after", covers: "localhost"), _directory, "before");
        await proxy.LoggedAsync("Certificate files changed and are in force");
        (await HandshakeAsync(proxy.Port, "localhost")).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("after");

        await File.WriteAllTextAsync(Path.Combine(_directory, "before.key"), "no key", RawClient.Token);
        await proxy.LoggedAsync("The changed certificate is not usable, the last good one stays in force");
        (await HandshakeAsync(proxy.Port, "localhost")).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("after");
    }

    [Fact]
    public async Task A_key_of_another_certificate_leaves_the_last_good_pair_in_force_and_the_watch_alive()
    {
        JsonObject tls = Certificate("before", "localhost");
        (_, string another) = _authority.Write(_authority.Issue("another", covers: "localhost"), _directory, "another");
        await using RunningProxy proxy = await StartAsync(tls);

        await File.WriteAllTextAsync(Path.Combine(_directory, "before.key"), await File.ReadAllTextAsync(another, RawClient.Token), RawClient.Token);
        (await proxy.LoggedAsync("The changed certificate is not usable, the last good one stays in force")).ShouldContain("cannot be used together");
        (await HandshakeAsync(proxy.Port, "localhost")).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("before");

        _authority.Write(_authority.Issue("after", covers: "localhost"), _directory, "before");
        await proxy.LoggedAsync("Certificate files changed and are in force");
        (await HandshakeAsync(proxy.Port, "localhost")).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("after");
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pfx")]
    public async Task A_key_with_a_password_takes_it_from_the_environment(string kind)
    {
        string variable = "TLS_TEST_PASSWORD_" + kind;
        Environment.SetEnvironmentVariable(variable, "open sesame");
        X509Certificate2 certificate = _authority.Issue("miner", covers: "localhost");
        JsonObject tls = new() { ["password_variable"] = variable };
        if (kind == "pem")
        {
            (string path, string key) = _authority.Write(certificate, _directory, "secret", password: "open sesame");
            (tls["certificate"], tls["key"]) = (path, key);
        }
        else
        {
            string path = Path.Combine(_directory, "secret.pfx");
            await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pkcs12, "open sesame"), RawClient.Token);
            tls["certificate"] = path;
        }

        await using RunningProxy proxy = await StartAsync(tls);

        (await HandshakeAsync(proxy.Port, "localhost")).GetNameInfo(X509NameType.SimpleName, false).ShouldBe("miner");
    }

    [Fact]
    public async Task What_cannot_be_used_is_a_line_that_says_what_to_do()
    {
        (string certificate, _) = _authority.Write(_authority.Issue("miner"), _directory, "alone");

        (await Should.ThrowAsync<ReverseProxy.Tls.CertificateException>(() => StartAsync(new() { ["certificate"] = Path.Combine(_directory, "missing.crt") })))
            .Message.ShouldContain("cannot be read");
        (await Should.ThrowAsync<ReverseProxy.Tls.CertificateException>(() => StartAsync(new() { ["certificate"] = certificate })))
            .Message.ShouldContain("cannot be used together");
        (await Should.ThrowAsync<ReverseProxy.Tls.CertificateException>(() => StartAsync(new() { ["certificate"] = certificate, ["password_variable"] = "NOT_SET_AT_ALL" })))
            .Message.ShouldContain("the variable NOT_SET_AT_ALL");
    }

    [Theory]
    [InlineData("optional", false, true)]
    [InlineData("optional", true, true)]
    [InlineData("required", false, false)]
    [InlineData("required", true, true)]
    public async Task Callers_show_a_certificate_where_it_is_asked_for(string mode, bool shown, bool served)
    {
        JsonObject tls = Certificate("miner", "localhost");
        string authorities = Path.Combine(_directory, "ca.pem");
        await File.WriteAllTextAsync(authorities, _authority.Root.ExportCertificatePem() + "\n" + _authority.IntermediatePem, RawClient.Token);
        tls["client_certificates"] = mode;
        tls["client_ca"] = authorities;
        await using RunningProxy proxy = await StartAsync(tls);
        using HttpClient client = Client(shown ? _authority.Issue("caller") : null);

        Task<string> answer = client.GetStringAsync($"https://localhost:{proxy.Port}/", RawClient.Token);

        if (served)
        {
            (await answer).ShouldContain("healthy");
        }
        else
        {
            await Should.ThrowAsync<HttpRequestException>(() => answer);
        }
    }

    [Fact]
    public async Task A_callers_certificate_of_another_authority_is_not_welcome()
    {
        JsonObject tls = Certificate("miner", "localhost");
        string authorities = Path.Combine(_directory, "ca.pem");
        await File.WriteAllTextAsync(authorities, _authority.Root.ExportCertificatePem() + "\n" + _authority.IntermediatePem, RawClient.Token);
        tls["client_certificates"] = "optional";
        tls["client_ca"] = authorities;
        await using RunningProxy proxy = await StartAsync(tls);
        using HttpClient client = Client(new TestAuthority().Issue("impostor"));

        await Should.ThrowAsync<HttpRequestException>(() => client.GetStringAsync($"https://localhost:{proxy.Port}/", RawClient.Token));
    }

    [Fact]
    public async Task At_the_start_it_says_what_validators_will_think_of_the_certificate()
    {
        await using RunningProxy proxy = await StartAsync(Certificate("miner", "localhost"), configuration => configuration["server"]!["public_address"] = "miner.example");

        string line = proxy.Log.Texts.Single(text => text.StartsWith("TLS certificate", StringComparison.Ordinal));
        line.ShouldStartWith("TLS certificate \"miner\": a validator's client will REFUSE it: it does not cover the name miner.example (it covers localhost); ");
    }

    private async Task<RunningProxy> StartAsync(JsonObject tls, Action<JsonObject>? change = null, StubBackend? backend = null) =>
        await RunningProxy.StartAsync(backend?.Url ?? "http://127.0.0.1:1", configuration =>
        {
            configuration["server"] = new JsonObject { ["tls"] = tls };
            change?.Invoke(configuration);
        });

    private JsonObject Certificate(string name, params string[] covers)
    {
        (string certificate, string key) = _authority.Write(_authority.Issue(name, covers: covers), _directory, name);
        return new() { ["certificate"] = certificate, ["key"] = key };
    }

    private HttpClient Client(X509Certificate2? own = null)
    {
        SocketsHttpHandler handler = new();
        handler.SslOptions.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(_authority.Root);
        if (own is not null)
        {
            handler.SslOptions.ClientCertificates = [own];
        }

        return new(handler);
    }

    private async Task<X509Certificate2> HandshakeAsync(int port, string host, SslProtocols protocols = SslProtocols.None)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, port, RawClient.Token);
        await using SslStream stream = new(tcp.GetStream());
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = host,
            EnabledSslProtocols = protocols,
            RemoteCertificateValidationCallback = (_, _, chain, _) => chain is not null,
        };
        await stream.AuthenticateAsClientAsync(options, RawClient.Token);
        return X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData());
    }
}
