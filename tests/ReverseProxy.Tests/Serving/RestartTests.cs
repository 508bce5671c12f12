using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Serving;

/// <summary>Restarts under a service manager that keeps the socket: real processes, and a caller who never stops calling.</summary>
public sealed class RestartTests : IDisposable
{
    private const int SigTerm = 15;

    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-restart-").FullName;

    [Fact]
    public async Task A_restart_under_load_loses_no_connection()
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await Task.Delay(20, connection.Stop);
            await connection.WriteJsonAsync("""{"job_id":"1"}""", 202);
        });
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(1024);
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        string path = WriteConfiguration(backend);
        ConcurrentQueue<string> failures = new();
        int served = 0;
        using CancellationTokenSource done = new();

        ProxyProcess proxy = ProxyProcess.StartWithSocket(socket, ["--config", path]);
        await proxy.LineAsync("Serving on");
        Task[] lanes = [.. Enumerable.Range(0, 8).Select(lane => CallAsync())];
        for (int i = 0; i < 3; i++)
        {
            int before = Volatile.Read(ref served);
            await ServedAsync(before + 50);
            proxy.Signal(SigTerm);
            (await proxy.ExitAsync()).ShouldBe(0);
            await proxy.DisposeAsync();
            proxy = ProxyProcess.StartWithSocket(socket, ["--config", path]);
            await proxy.LineAsync("Serving on");
        }

        await ServedAsync(Volatile.Read(ref served) + 50);
        await done.CancelAsync();
        await Task.WhenAll(lanes);
        await proxy.DisposeAsync();

        failures.ShouldBeEmpty();
        served.ShouldBeGreaterThan(200);

        async Task CallAsync()
        {
            for (int i = 0; !done.IsCancellationRequested; i++)
            {
                byte[] body = Encoding.UTF8.GetBytes($$"""{"number":{{i}}}""");
                try
                {
                    RawResponse answer = await RawClient.SendAsync(
                        port, "POST", "/inference", [.. Sender.Validator.Headers(TimeProvider.System, body), ("Connection", "close")], body);
                    if (answer.Status != 202)
                    {
                        failures.Enqueue($"{answer.Status} {answer.Text}");
                    }
                }
                catch (Exception exception) when (exception is IOException or SocketException)
                {
                    failures.Enqueue(exception.Message);
                }

                Interlocked.Increment(ref served);
            }
        }

        async Task ServedAsync(int count)
        {
            while (Volatile.Read(ref served) < count)
            {
                await Task.Delay(10, RawClient.Token);
            }
        }
    }

    [Fact]
    public async Task The_service_manager_is_told_when_it_is_ready_and_when_it_stops()
    {
        await using StubBackend backend = StubBackend.StartOk();
        string path = Path.Combine(_directory, "notify.sock");
        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        await using ProxyProcess proxy = ProxyProcess.Start(["--config", WriteConfiguration(backend)], null, ("NOTIFY_SOCKET", path));

        (await ReceiveAsync()).ShouldBe("READY=1");
        (await RawClient.GetAsync(await proxy.PortAsync(), "/")).Status.ShouldBe(200);
        proxy.Signal(SigTerm);
        (await ReceiveAsync()).ShouldBe("STOPPING=1");
        (await proxy.ExitAsync()).ShouldBe(0);

        async Task<string> ReceiveAsync()
        {
            byte[] buffer = new byte[200];
            int length = await manager.ReceiveAsync(buffer, RawClient.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), RawClient.Token);
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
    }

    [Fact]
    public async Task A_connection_that_came_before_the_end_is_served_though_its_request_came_after()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using ProxyProcess proxy = ProxyProcess.Start(["--config", WriteConfiguration(backend)]);
        int port = await proxy.PortAsync();
        using RawClient client = await RawClient.ConnectAsync(port);
        await Task.Delay(200, RawClient.Token);
        byte[] body = "{}"u8.ToArray();

        proxy.Signal(SigTerm);
        await proxy.LineAsync("Stopping");
        await Task.Delay(100, RawClient.Token);
        await client.WriteAsync(RawClient.Request("POST", "/inference", Sender.Validator.Headers(TimeProvider.System, body), body));

        (await client.ReadResponseAsync()).Status.ShouldBe(200);
        (await proxy.ExitAsync()).ShouldBe(0);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string WriteConfiguration(StubBackend backend)
    {
        JsonObject configuration = RunningProxy.Configuration(backend.Url);
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 0, ["state_dir"] = Path.Combine(_directory, "state") };
        string path = Path.Combine(_directory, "config.json");
        File.WriteAllText(path, configuration.ToJsonString());
        return path;
    }
}
