using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding;

/// <summary>What a caller is told when a backend misbehaves, and what a backend is told when a caller leaves.</summary>
public class BackendFaultTests
{
    private const string Unreachable = "Error connecting to backend service";

    [Fact]
    public async Task A_backend_that_refuses_connections_is_502()
    {
        int port = FreePort.Next();
        await using RunningProxy proxy = await RunningProxy.StartAsync($"http://127.0.0.1:{port}");

        RawResponse answer = await Sender.Validator.PostAsync(proxy);

        (answer.Status, answer.Detail).ShouldBe((502, Unreachable));
        (await proxy.LoggedAsync("backend_unreachable")).ShouldContain($"http://127.0.0.1:{port}");
    }

    [Fact]
    public async Task A_backend_whose_name_does_not_resolve_is_502()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://no.such.host.invalid:8091");

        (await Sender.Validator.PostAsync(proxy)).Detail.ShouldBe(Unreachable);
    }

    [Fact]
    public async Task An_address_that_is_none_is_502_and_a_warning_at_the_start()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("ftp://example.org");

        (await Sender.Validator.PostAsync(proxy)).Detail.ShouldBe(Unreachable);
        proxy.Log.Texts.ShouldContain(line => line.Contains("services.inference_server_url", StringComparison.Ordinal));
    }

    public static TheoryData<string> Breaks { get; } = new("close", "reset", "garbage", "half_head", "half_body", "half_long_head", "bad_length", "two_lengths");

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task An_answer_that_breaks_before_it_is_whole_is_502(string kind)
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            string? bytes = kind switch
            {
                "garbage" => "\0\u0001 nothing like HTTP\r\n\r\n",
                "half_head" => "HTTP/1.1 200 OK\r\nContent-Type: app",
                "half_body" => "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"job_id\":",
                "half_long_head" => "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X-Filler: " + new string('x', 1000) + "\r\n", 100)),
                "bad_length" => "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
                "two_lengths" => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                _ => null,
            };
            if (bytes is not null)
            {
                await connection.WriteAsync(bytes);
            }

            if (kind == "reset")
            {
                connection.Reset();
            }
            else
            {
                connection.Close();
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await Sender.Validator.PostAsync(proxy);

        (answer.Status, answer.Detail).ShouldBe((502, Unreachable));
        backend.Seen.Count.ShouldBe(1, "a job whose bytes were sent is never sent again");
    }

    [Fact]
    public async Task A_long_answer_that_breaks_off_breaks_off_for_the_caller_too()
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            await connection.WriteAsync(new byte[200_000]);
            connection.Reset();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        await Should.ThrowAsync<IOException>(() => Sender.Validator.PostAsync(proxy));
        await proxy.LoggedAsync("backend_broke_off");
    }

    [Fact]
    public async Task A_backend_that_is_silent_for_longer_than_the_timeout_is_504()
    {
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WaitForCloseAsync());
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["services"]!["request_timeout"] = 1);

        Stopwatch watch = Stopwatch.StartNew();
        RawResponse answer = await Sender.Validator.PostAsync(proxy);

        (answer.Status, answer.Detail).ShouldBe((504, "Upstream timed out"));
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_backend_that_speaks_now_and_then_is_not_silent()
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 5; i++)
            {
                await Task.Delay(400, connection.Stop);
                await connection.WriteAsync("2\r\nok\r\n");
            }

            await connection.WriteAsync("0\r\n\r\n");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["services"]!["request_timeout"] = 1);

        (await Sender.Validator.PostAsync(proxy)).Text.ShouldBe("okokokokok");
    }

    [Fact]
    public async Task A_route_has_a_timeout_of_its_own()
    {
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WaitForCloseAsync());
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration =>
            configuration["routes"] = new JsonArray(new JsonObject { ["path"] = "/edit", ["backend"] = "inference", ["timeout"] = 1 }));

        (await Sender.Validator.PostAsync(proxy, "/edit")).Status.ShouldBe(504);
    }

    [Fact]
    public async Task When_the_caller_leaves_the_backend_is_told()
    {
        TaskCompletionSource left = new();
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await connection.WaitForCloseAsync();
            left.SetResult();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        byte[] body = "{}"u8.ToArray();
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", Sender.Validator.Headers(proxy, body), body));
        while (backend.Seen.IsEmpty)
        {
            await Task.Delay(10, RawClient.Token);
        }

        client.Reset();

        await left.Task.WaitAsync(TimeSpan.FromSeconds(10), RawClient.Token);
        await proxy.LoggedAsync("499 client_gone");
    }

    [Fact]
    public async Task An_early_answer_counts_though_the_backend_did_not_read_the_body()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task backend = AnswerEarlyAsync();
        await using RunningProxy proxy = await RunningProxy.StartAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}");

        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", new byte[20_000_000]);

        (answer.Status, answer.Text).ShouldBe((422, "{}"), string.Join("\n", proxy.Log.Texts));
        await backend;

        async Task AnswerEarlyAsync()
        {
            using Socket connection = await listener.AcceptAsync(RawClient.Token);
            await connection.ReceiveAsync(new byte[1000], RawClient.Token);
            await connection.SendAsync("HTTP/1.1 422 Unprocessable Content\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(), RawClient.Token);
            await Task.Delay(200, RawClient.Token);
        }
    }

    [Fact]
    public async Task Every_status_reaches_the_caller_with_its_reason()
    {
        await using StubBackend backend = StubBackend.Start((request, connection) =>
            connection.WriteAsync($"HTTP/1.1 {request.Header("X-Status")} Because I say so\r\nContent-Length: 0\r\n\r\n"));
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        foreach (int status in new[] { 200, 202, 304, 409, 418, 500, 507, 599 })
        {
            RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", [], ("X-Status", status.ToString()));
            (answer.Status, answer.Reason).ShouldBe((status, "Because I say so"));
        }
    }
}
