using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReverseProxy.Admin;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Admin;

/// <summary>The operator's interface, on a port and on a socket, and the commands that use it.</summary>
public class AdminTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-admin-").FullName;

    [Theory]
    [InlineData("127.0.0.1:9100", true)]
    [InlineData("localhost:9100", true)]
    [InlineData("[::1]:9100", true)]
    [InlineData("unix:/run/admin.sock", true)]
    [InlineData("0.0.0.0:9100", false)]
    [InlineData("203.0.113.7:9100", false)]
    [InlineData("unix:relative.sock", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("nonsense", false)]
    public void It_listens_where_nobody_else_can_reach_it(string address, bool allowed) => AdminAddress.TryParse(address, out _).ShouldBe(allowed);

    [Fact]
    public async Task Without_its_setting_there_is_none()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        proxy.Log.Texts.ShouldNotContain(line => line.StartsWith("Admin interface", StringComparison.Ordinal));
        (await RawClient.GetAsync(proxy.Port, "/senders")).Status.ShouldBe(404, "and never on the public port");
    }

    [Fact]
    public async Task Whoever_calls_must_show_the_token_that_only_its_owner_can_read()
    {
        await using StubBackend backend = StubBackend.StartOk();
        int port = FreePort.Next();
        await using RunningProxy proxy = await StartAsync(backend, $"127.0.0.1:{port}");
        string path = Path.Combine(proxy.Directory, "state", "admin.token");
        string token = await File.ReadAllTextAsync(path, RawClient.Token);

        token.Length.ShouldBe(64);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await RawClient.GetAsync(port, "/senders")).Status.ShouldBe(401);
        (await RawClient.GetAsync(port, "/senders", ("Authorization", "Bearer wrong"))).Status.ShouldBe(401);
        (await RawClient.GetAsync(port, "/senders", ("Authorization", "Bearer " + token))).Status.ShouldBe(200);
        (await RawClient.GetAsync(port, "/nothing", ("Authorization", "Bearer " + token))).Status.ShouldBe(404);
        (await RawClient.SendAsync(port, "DELETE", "/senders", [("Authorization", "Bearer " + token)])).Status.ShouldBe(405);
        proxy.Log.Texts.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sender_is_allowed_and_denied_without_a_restart_and_stays_so_after_one()
    {
        await using StubBackend backend = StubBackend.StartOk();
        string socket = Path.Combine(_directory, "admin.sock");
        RunningProxy proxy = await StartAsync(backend, "unix:" + socket);
        using HttpClient admin = Admin(proxy, socket);

        await PostAsync(admin, "/senders/allow", Sender.Stranger.Address);
        await PostAsync(admin, "/senders/deny", Sender.Validator.Address);
        (await Sender.Stranger.PostAsync(proxy)).Status.ShouldBe(200);
        RawResponse denied = await Sender.Validator.PostAsync(proxy);
        (denied.Status, denied.Header("X-Refusal-Reason")).ShouldBe((403, "deny_list"));

        await proxy.Server.DisposeAsync();
        await using RunningProxy next = await StartAsync(backend, "unix:" + socket, proxy.Directory);
        (await Sender.Stranger.PostAsync(next)).Status.ShouldBe(200);
        (await Sender.Validator.PostAsync(next)).Status.ShouldBe(403);

        using HttpClient again = Admin(next, socket);
        await PostAsync(again, "/senders/forget", Sender.Stranger.Address);
        await PostAsync(again, "/senders/forget", Sender.Validator.Address);
        (await Sender.Stranger.PostAsync(next)).Status.ShouldBe(403);
        (await Sender.Validator.PostAsync(next)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Allowing_one_sender_shuts_nobody_out_of_an_open_proxy()
    {
        await using StubBackend backend = StubBackend.StartOk();
        string socket = Path.Combine(_directory, "admin.sock");
        await using RunningProxy proxy = await StartAsync(backend, "unix:" + socket, change: configuration => configuration["auth"]!["allowed_senders"] = new JsonArray());
        using HttpClient admin = Admin(proxy, socket);

        await PostAsync(admin, "/senders/allow", Sender.Validator.Address);

        (await Sender.Stranger.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"hotkey":"5nope"}""")]
    [InlineData("""{"hotkey":7}""")]
    [InlineData("""{}""")]
    [InlineData("""[""")]
    [InlineData("")]
    public async Task What_is_no_sender_changes_nothing(string body)
    {
        await using StubBackend backend = StubBackend.StartOk();
        string socket = Path.Combine(_directory, "admin.sock");
        await using RunningProxy proxy = await StartAsync(backend, "unix:" + socket);
        using HttpClient admin = Admin(proxy, socket);

        HttpResponseMessage answer = await admin.PostAsync("/senders/allow", new StringContent(body), RawClient.Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(RawClient.Token)).RootElement.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_broken_list_of_senders_is_not_passed_over()
    {
        await using StubBackend backend = StubBackend.StartOk();
        Directory.CreateDirectory(Path.Combine(_directory, "state"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "state", "senders.json"), "{ broken", RawClient.Token);

        await Should.ThrowAsync<ReverseProxy.Configuration.ConfigurationException>(() => RunningProxy.StartAsync(backend.Url, directory: _directory));
    }

    [Fact]
    public async Task The_commands_do_the_same_from_the_outside()
    {
        await using StubBackend backend = StubBackend.StartOk();
        JsonObject configuration = RunningProxy.Configuration(backend.Url);
        string state = Path.Combine(_directory, "state");
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 0, ["state_dir"] = state };
        configuration["admin"] = new JsonObject { ["listen"] = "unix:" + Path.Combine(_directory, "admin.sock") };
        string path = Path.Combine(_directory, "config.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);
        await using ProxyProcess proxy = ProxyProcess.Start(["--config", path]);
        int port = await proxy.PortAsync();

        (await ProxyProcess.RunAsync(["senders", "allow", Sender.Stranger.Address, "-c", path])).ExitCode.ShouldBe(0);
        (int exitCode, string output, _) = await ProxyProcess.RunAsync(["senders", "list", "-c", path]);
        (exitCode, output.Contains($"allowed  {Sender.Stranger.Address}    (changed while running)", StringComparison.Ordinal)).ShouldBe((0, true), output);
        (await ProxyProcess.RunAsync(["senders", "deny", "5nope", "-c", path])).ExitCode.ShouldBe(2);
        (await ProxyProcess.RunAsync(["reload", "-c", path])).ShouldBe((0, "The configuration is in force.", string.Empty));
        await File.WriteAllTextAsync(path, configuration.ToJsonString().Replace("\"port\":0", "\"port\":-1", StringComparison.Ordinal), RawClient.Token);
        (exitCode, _, string errors) = await ProxyProcess.RunAsync(["reload", "-c", path]);
        exitCode.ShouldBe(2, "the command reads the same file, so it finds the mistake first");
        errors.ShouldContain("server.port");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);
        byte[] body = "{}"u8.ToArray();
        (await RawClient.SendAsync(port, "POST", "/inference", Sender.Stranger.Headers(TimeProvider.System, body), body)).Status.ShouldBe(200);

        (exitCode, output, _) = await ProxyProcess.RunAsync(["drain", "-c", path]);
        (exitCode, output).ShouldBe((0, "The proxy accepts nothing new; 0 requests are still running."));
        (await proxy.ExitAsync()).ShouldBe(0);
        (exitCode, _, errors) = await ProxyProcess.RunAsync(["senders", "list", "-c", path]);
        exitCode.ShouldBe(4);
        errors.ShouldContain("is the proxy running?");
    }

    [Fact]
    public async Task Without_an_admin_interface_a_command_says_how_to_have_one()
    {
        (int exitCode, _, string errors) = await ProxyProcess.RunAsync(["senders", "list"], _directory, ("MINER_HOTKEY", RunningProxy.Miner));

        (exitCode, errors).ShouldBe((2, "reverse-proxy: the admin interface is off: set admin.listen, for example to \"127.0.0.1:9100\", and restart the proxy"));
    }

    private static Task<RunningProxy> StartAsync(StubBackend backend, string listen, string? directory = null, Action<JsonObject>? change = null) => RunningProxy.StartAsync(
        backend.Url,
        configuration =>
        {
            configuration["admin"] = new JsonObject { ["listen"] = listen };
            change?.Invoke(configuration);
        },
        directory);

    private static HttpClient Admin(RunningProxy proxy, string socketPath)
    {
        HttpClient client = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new("http://admin"),
        };
        client.DefaultRequestHeaders.Authorization = new("Bearer", File.ReadAllText(Path.Combine(proxy.Directory, "state", "admin.token")));
        return client;
    }

    private static async Task PostAsync(HttpClient admin, string path, string hotkey)
    {
        HttpResponseMessage answer = await admin.PostAsync(path, new StringContent($$"""{"hotkey":"{{hotkey}}"}""", Encoding.UTF8), RawClient.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
