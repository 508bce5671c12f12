using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Tls;

namespace ReverseProxy.Tests.Serving;

/// <summary>
/// Each kind of thing that changes while serving, changed while it serves: by the file that is watched and by the admin
/// interface. A validator asks all the while, quickly and slowly, and is answered every time.
/// </summary>
public sealed class HotChangeTests : IDisposable
{
    private static readonly byte[] Body = "{}"u8.ToArray();

    private readonly string _directory = Directory.CreateTempSubdirectory("hot-change-").FullName;

    [Theory]
    [InlineData("file")]
    [InlineData("admin")]
    public Task Allow_and_deny_lists(string way) => UnderLoadAsync(way, async change =>
    {
        await change.ToAsync(configuration => configuration["auth"]!["allowed_senders"] = new JsonArray(RunningProxy.Validator, Sender.Stranger.Address));
        await UntilAsync(async () => (await Sender.Stranger.PostAsync(change.Proxy)).Status == 200);

        await change.ToAsync(configuration =>
        {
            configuration["auth"]!["policies"] = new JsonArray(new JsonObject { ["policy"] = "registered", ["mode"] = "warn" });
            configuration["auth"]!["allowed_senders"] = new JsonArray(RunningProxy.Validator);
            configuration["auth"]!["denied_senders"] = new JsonArray(Sender.Stranger.Address);
        });
        await UntilAsync(async () => (await Sender.Stranger.PostAsync(change.Proxy)).Header("X-Refusal-Reason") == "deny_list");
    });

    [Theory]
    [InlineData("file")]
    [InlineData("admin")]
    public Task Policies(string way) => UnderLoadAsync(way, async change =>
    {
        await UntilAsync(async () => (await Sender.Stranger.PostAsync(change.Proxy)).Header("X-Refusal-Reason") == "allow_list");
        foreach ((string mode, string? whenUnknown, int status) in ((string, string?, int)[])[("enforce", "refuse", 403), ("enforce", "admit", 200), ("warn", null, 403)])
        {
            await change.ToAsync(configuration =>
            {
                JsonObject policy = new() { ["policy"] = "min_stake", ["mode"] = mode, ["amount"] = 5 };
                if (whenUnknown is not null)
                {
                    policy["when_unknown"] = whenUnknown;
                }

                configuration["auth"]!["policies"] = new JsonArray(policy);
                configuration["auth"]!["chain_endpoint"] = "ws://127.0.0.1:1";
            });
            string? reason = status == 200 ? null : mode == "warn" ? "allow_list" : "min_stake";
            await UntilAsync(async () => await Sender.Stranger.PostAsync(change.Proxy) is { } answer && answer.Status == status && answer.Header("X-Refusal-Reason") == reason);
        }
    });

    [Theory]
    [InlineData("file")]
    [InlineData("admin")]
    public Task Limits(string way) => UnderLoadAsync(way, async change =>
    {
        await change.ToAsync(configuration => configuration["limits"] = new JsonObject { ["requests_per_minute"] = 1 });
        await UntilAsync(async () => (await RawClient.SendAsync(change.Proxy.Port, "POST", "/inference", [], Body)).Status == 429);

        await change.ToAsync(_ => { });
        await UntilAsync(async () => (await RawClient.SendAsync(change.Proxy.Port, "POST", "/inference", [], Body)).Status == 401);
    });

    [Theory]
    [InlineData("file")]
    [InlineData("admin")]
    public Task Routes(string way) => UnderLoadAsync(way, async change =>
    {
        await change.ToAsync(configuration => configuration["routes"] = new JsonArray(new JsonObject { ["path"] = "/edit", ["backend"] = "inference" }));
        await UntilAsync(async () => (await Sender.Validator.PostAsync(change.Proxy, "/edit")).Status == 200);

        await change.ToAsync(_ => { });
        await UntilAsync(async () => (await Sender.Validator.PostAsync(change.Proxy, "/edit")).Status == 404);
    });

    [Fact]
    public Task Senders_by_the_admin_interface() => UnderLoadAsync("admin", async change =>
    {
        await change.PostAsync("/senders/allow", Sender.Stranger.Address);
        (await Sender.Stranger.PostAsync(change.Proxy)).Status.ShouldBe(200);
        await change.PostAsync("/senders/deny", Sender.Stranger.Address);
        (await Sender.Stranger.PostAsync(change.Proxy)).Header("X-Refusal-Reason").ShouldBe("deny_list");
        await change.PostAsync("/senders/forget", Sender.Stranger.Address);
        (await Sender.Stranger.PostAsync(change.Proxy)).Header("X-Refusal-Reason").ShouldBe("allow_list");
    });

    [Theory]
    [InlineData("file")]
    [InlineData("admin")]
    public async Task Certificates(string way)
    {
        TestAuthority authority = new();
        JsonObject first = Tls(authority, "first");
        await UnderLoadAsync(
            way,
            async change =>
            {
                (await NameAsync(change.Proxy)).ShouldBe("first");

                // Another certificate in the same files: a renewal. Nobody has to say anything.
                authority.Write(authority.Issue("renewed", covers: "localhost"), _directory, "first");
                await UntilAsync(async () => await NameAsync(change.Proxy) == "renewed");

                await change.ToAsync(configuration => configuration["server"] = new JsonObject { ["tls"] = Tls(authority, "other") });
                await UntilAsync(async () => await NameAsync(change.Proxy) == "other");
            },
            configuration => configuration["server"] = new JsonObject { ["tls"] = first.DeepClone() },
            authority.Root);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task UnderLoadAsync(string way, Func<HotChange, Task> check, Action<JsonObject>? standard = null, X509Certificate2? root = null)
    {
        await using StubBackend backend = StubBackend.Start(async (request, connection) =>
        {
            // Some requests are on their way while the configuration changes more than once.
            await Task.Delay(request.Target == "/train" ? 1_500 : 3, connection.Stop);
            await connection.WriteJsonAsync("{}");
        });
        string socket = Path.Combine(_directory, $"{Guid.NewGuid():N}.sock");
        Action<JsonObject> change = configuration =>
        {
            configuration["admin"] = new JsonObject { ["listen"] = "unix:" + socket };
            standard?.Invoke(configuration);
        };
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, change);
        using HotChange hot = new(proxy, backend.Url, way, socket, change);
        using HttpClient client = Client(root);
        string origin = root is null ? $"http://127.0.0.1:{proxy.Port}" : $"https://localhost:{proxy.Port}";
        using CancellationTokenSource done = new();
        Task<List<string>>[] lanes =
        [
            .. Enumerable.Range(0, 3).Select(lane => SendAsync(client, origin + "/inference", proxy, lane == 0, done.Token)),
            SendAsync(client, origin + "/train", proxy, close: false, done.Token),
            SendAsync(client, origin + "/train", proxy, close: true, done.Token),
        ];
        await Task.Delay(300, RawClient.Token);

        await check(hot);

        await done.CancelAsync();
        List<string>[] answers = await Task.WhenAll(lanes);
        answers.ShouldAllBe(lane => lane.Count > 0);
        answers.SelectMany(lane => lane).ShouldAllBe(answer => answer == "OK");
    }

    private static async Task<List<string>> SendAsync(HttpClient client, string url, RunningProxy proxy, bool close, CancellationToken done)
    {
        List<string> answers = [];
        while (!done.IsCancellationRequested)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new ByteArrayContent(Body) };
            request.Headers.ConnectionClose = close;
            foreach ((string name, string value) in Sender.Validator.Headers(proxy, Body))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            try
            {
                using HttpResponseMessage answer = await client.SendAsync(request, RawClient.Token);
                answers.Add(answer.StatusCode.ToString());
            }
            catch (HttpRequestException exception)
            {
                answers.Add(exception.Message);
            }
        }

        return answers;
    }

    private static HttpClient Client(X509Certificate2? root)
    {
        SocketsHttpHandler handler = new();
        if (root is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(root);
        }

        return new(handler);
    }

    private JsonObject Tls(TestAuthority authority, string name)
    {
        (string certificate, string key) = authority.Write(authority.Issue(name, covers: "localhost"), _directory, name);
        return new() { ["certificate"] = certificate, ["key"] = key };
    }

    /// <summary>The name in the certificate that a handshake gets now.</summary>
    private static async Task<string> NameAsync(RunningProxy proxy)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, proxy.Port, RawClient.Token);
        await using SslStream stream = new(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, chain, _) => chain is not null);
        await stream.AuthenticateAsClientAsync("localhost");
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData());
        return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; i < 300; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(100, RawClient.Token);
        }

        throw new TimeoutException("the change did not take effect");
    }
}
