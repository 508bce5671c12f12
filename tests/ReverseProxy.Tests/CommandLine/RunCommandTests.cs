using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.CommandLine;

/// <summary>The program from the outside: what starts it, what ends it, and with which exit code.</summary>
public class RunCommandTests
{
    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-run-").FullName;

    [Theory]
    [InlineData(SigTerm)]
    [InlineData(SigInt)]
    public async Task A_signal_ends_it_in_good_order(int signal)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using ProxyProcess proxy = Start(backend);
        await proxy.PortAsync();

        proxy.Signal(signal);

        (await proxy.ExitAsync()).ShouldBe(0);
        proxy.Errors.ShouldBeEmpty();
        proxy.Output.Last().ShouldEndWith("Stopped");
    }

    [Fact]
    public async Task What_runs_is_finished_and_nothing_new_is_accepted()
    {
        TaskCompletionSource release = new();
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await release.Task;
            await connection.WriteJsonAsync("""{"job_id":"1"}""");
        });
        await using ProxyProcess proxy = Start(backend);
        int port = await proxy.PortAsync();
        byte[] body = "{}"u8.ToArray();
        Task<RawResponse> running = RawClient.SendAsync(port, "POST", "/inference", Sender.Validator.Headers(TimeProvider.System, body), body);
        while (backend.Seen.IsEmpty)
        {
            await Task.Delay(10, RawClient.Token);
        }

        proxy.Signal(SigTerm);
        await proxy.LineAsync("Stopping");
        await WaitUntilRefusedAsync(port);
        release.SetResult();

        (await running).Text.ShouldBe("""{"job_id":"1"}""");
        (await proxy.ExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_runs_too_long_is_cut_off_and_a_second_signal_does_not_wait_at_all()
    {
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WaitForCloseAsync());
        await using ProxyProcess patient = Start(backend, configuration => configuration["server"]!["shutdown_timeout"] = 1);
        await patient.PortAsync();
        await using ProxyProcess hurried = Start(backend);
        foreach (ProxyProcess proxy in new[] { patient, hurried })
        {
            int port = await proxy.PortAsync();
            byte[] body = "{}"u8.ToArray();
            _ = RawClient.SendAsync(port, "POST", "/inference", Sender.Validator.Headers(TimeProvider.System, body), body);
        }

        while (backend.Seen.Count < 2)
        {
            await Task.Delay(10, RawClient.Token);
        }

        patient.Signal(SigTerm);
        hurried.Signal(SigTerm);
        await hurried.LineAsync("Stopping");
        hurried.Signal(SigTerm);

        (await patient.ExitAsync()).ShouldBe(0);
        (await hurried.ExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Killed_it_leaves_no_file_and_forgets_no_request()
    {
        await using StubBackend backend = StubBackend.Start(async (request, connection) =>
        {
            if (request.Body.Length > 100)
            {
                await connection.WaitForCloseAsync();
            }
            else
            {
                await connection.WriteJsonAsync("{}");
            }
        });
        byte[] used = "{}"u8.ToArray();
        List<(string, string)> headers = Sender.Validator.Headers(TimeProvider.System, used);
        int freePort = FreePort.Next();
        await using (ProxyProcess proxy = Start(backend, port: freePort))
        {
            int port = await proxy.PortAsync();
            (await RawClient.SendAsync(port, "POST", "/inference", headers, used)).Status.ShouldBe(200);
            byte[] large = new byte[5_000_000];
            _ = RawClient.SendAsync(port, "POST", "/inference", Sender.Validator.Headers(TimeProvider.System, large), large);
            while (backend.Seen.Count < 2)
            {
                await Task.Delay(10, RawClient.Token);
            }

            proxy.Signal(SigKill);
            await proxy.ExitAsync();
        }

        string bodies = Path.Combine(_directory, "state", "bodies");
        File.WriteAllText(Path.Combine(bodies, "reverse-proxy-body-left.spool"), "from the instant between making and unlinking");
        File.SetLastWriteTimeUtc(Path.Combine(bodies, "reverse-proxy-body-left.spool"), new DateTime(2020, 1, 1));
        await using ProxyProcess next = Start(backend, port: freePort);
        RawResponse again = await RawClient.SendAsync(await next.PortAsync(), "POST", "/inference", headers, used);

        again.Detail.ShouldBe("Request already used");
        Directory.EnumerateFiles(bodies).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hang_up_reads_the_configuration_again()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using ProxyProcess proxy = Start(backend);
        await proxy.PortAsync();

        proxy.Signal(SigHup);

        await proxy.LineAsync("Configuration file changed, but no setting did");
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_and_exit_code_5()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();
        int port = ((System.Net.IPEndPoint)listener.LocalEndPoint!).Port;
        await using StubBackend backend = StubBackend.StartOk();
        await using ProxyProcess proxy = Start(backend, port: port);

        (await proxy.ExitAsync()).ShouldBe(5);
        proxy.Errors.ShouldBe([$"reverse-proxy: cannot listen on 127.0.0.1:{port}: Address already in use: change server.host or server.port, or stop what uses it"]);
    }

    [Theory]
    [InlineData("no.such.host.invalid", 5, "cannot listen on no.such.host.invalid")]
    [InlineData("203.0.113.77", 5, "cannot listen on 203.0.113.77")]
    public async Task A_host_that_is_not_ours_is_one_line_and_exit_code_5(string host, int exitCode, string line)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using ProxyProcess proxy = Start(backend, configuration => configuration["server"]!["host"] = host);

        (await proxy.ExitAsync()).ShouldBe(exitCode);
        proxy.Errors.Single().ShouldContain(line);
    }

    [Fact]
    public async Task Without_any_configuration_it_says_how_to_make_one()
    {
        (int exitCode, _, string errors) = await ProxyProcess.RunAsync([], _directory);

        (exitCode, errors).ShouldBe(
            (2, "reverse-proxy: auth.miner_hotkey: \"\" is not allowed: there is no configuration file: make one with `reverse-proxy config init`, or set MINER_HOTKEY"));
    }

    [Theory]
    [InlineData("missing/config.json", "Configuration file not found at")]
    [InlineData(".", "Configuration file not found at")]
    public async Task A_file_that_is_named_and_missing_is_exit_code_2(string path, string line)
    {
        (int exitCode, _, string errors) = await ProxyProcess.RunAsync([], _directory, ("REVERSE_PROXY_CONFIG_PATH", path));

        exitCode.ShouldBe(2);
        errors.ShouldContain(line);
    }

    [Theory]
    [InlineData("{dir}/config.json", "")]
    [InlineData("{dir}", "")]
    [InlineData("~/config.json", "{dir}")]
    [InlineData("~", "{dir}")]
    public async Task The_variable_may_name_a_file_or_a_directory_and_begin_with_a_tilde(string path, string home)
    {
        await using StubBackend backend = StubBackend.StartOk();
        WriteConfiguration(backend, null, 0);
        (string, string)[] environment = [("REVERSE_PROXY_CONFIG_PATH", path.Replace("{dir}", _directory)), .. home.Length == 0 ? [] : new[] { ("HOME", _directory) }];
        await using ProxyProcess proxy = ProxyProcess.Start([], environment: environment);

        await proxy.PortAsync();

        proxy.Output.ShouldContain(line => line.EndsWith($"Loaded configuration from {_directory}/config.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reverse_proxy")]
    [InlineData(".")]
    public async Task An_empty_variable_means_the_usual_places(string place)
    {
        await using StubBackend backend = StubBackend.StartOk();
        WriteConfiguration(backend, null, 0);
        Directory.CreateDirectory(Path.Combine(_directory, place));
        if (place != ".")
        {
            File.Move(Path.Combine(_directory, "config.json"), Path.Combine(_directory, place, "config.json"));
        }

        await using ProxyProcess proxy = ProxyProcess.Start(["run"], _directory, ("REVERSE_PROXY_CONFIG_PATH", ""));

        await proxy.PortAsync();
    }

    [Fact]
    public async Task The_environment_alone_is_a_configuration()
    {
        await using ProxyProcess proxy = ProxyProcess.Start(
            ["--port", "0"], _directory, ("MINER_HOTKEY", RunningProxy.Miner), ("HOST", "127.0.0.1"), ("REVERSE_PROXY_SERVER_STATE_DIR", Path.Combine(_directory, "s")));

        (await RawClient.GetAsync(await proxy.PortAsync(), $"/check/{RunningProxy.Miner}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Log_lines_are_JSON_where_asked_for()
    {
        await using StubBackend backend = StubBackend.StartOk();
        WriteConfiguration(backend, null, 0);
        await using ProxyProcess proxy = ProxyProcess.Start(["--config", Path.Combine(_directory, "config.json")], null, ("LOG_FORMAT", "json"));
        string serving = await proxy.LineAsync("Serving on");
        int port = new Uri(JsonDocument.Parse(serving).RootElement.GetProperty("address").GetString()!).Port;
        await RawClient.GetAsync(port, "/");
        string request = await proxy.LineAsync("\"route\":\"/\"");

        JsonDocument.Parse(request).RootElement.GetProperty("status").GetInt32().ShouldBe(200);
        proxy.Output.ShouldAllBe(line => line.StartsWith('{') && line.EndsWith('}'));
    }

    private ProxyProcess Start(StubBackend backend, Action<JsonObject>? change = null, int port = 0)
    {
        WriteConfiguration(backend, change, port);
        return ProxyProcess.Start(["--config", Path.Combine(_directory, "config.json")]);
    }

    private void WriteConfiguration(StubBackend backend, Action<JsonObject>? change, int port)
    {
        JsonObject configuration = RunningProxy.Configuration(backend.Url);
        // Requests are signed before the program has started, which takes a while on a busy machine.
        configuration["auth"]!["allowed_delta_ms"] = 60_000;
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = port, ["state_dir"] = Path.Combine(_directory, "state") };
        change?.Invoke(configuration);
        File.WriteAllText(Path.Combine(_directory, "config.json"), configuration.ToJsonString());
    }

    private static async Task WaitUntilRefusedAsync(int port)
    {
        for (int i = 0; i < 500; i++)
        {
            try
            {
                using RawClient client = await RawClient.ConnectAsync(port);
            }
            catch (SocketException)
            {
                return;
            }

            await Task.Delay(10, RawClient.Token);
        }

        throw new TimeoutException("connections are still accepted");
    }
}
