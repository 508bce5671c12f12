using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Limits;

/// <summary>Limits on the running server: who is refused, with what, and who never is.</summary>
public class LimitTests
{
    private static readonly byte[] Body = "{}"u8.ToArray();

    [Fact]
    public async Task An_address_may_ask_so_often_a_minute()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, ("requests_per_minute", 5));
        List<RawResponse> answers = [];
        for (int i = 0; i < 8; i++)
        {
            answers.Add(await RawClient.SendAsync(proxy.Port, "POST", "/inference", [], Body));
        }

        answers.Select(answer => answer.Status).ShouldBe([401, 401, 401, 401, 401, 429, 429, 429]);
        answers[^1].Detail.ShouldBe("Too many requests");
        answers[^1].Header("X-Refusal-Reason").ShouldBe("address_rate");
        int.Parse(answers[^1].Header("Retry-After")!).ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task Public_endpoints_and_known_senders_are_not_counted_by_address()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, ("requests_per_minute", 2));
        for (int i = 0; i < 10; i++)
        {
            (await RawClient.SendAsync(proxy.Port, "POST", "/inference", [], Body)).Status.ShouldBe(i < 2 ? 401 : 429);
            (await RawClient.GetAsync(proxy.Port, "/")).Status.ShouldBe(200);
            (await RawClient.GetAsync(proxy.Port, $"/check/{RunningProxy.Miner}")).Status.ShouldBe(200);
            (await RawClient.GetAsync(proxy.Port, "/capacity", Sender.Validator.Headers(proxy, []))).Status.ShouldBe(200);
            (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task Wrong_signatures_are_counted_against_their_address_not_against_the_name_they_claim()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, ("failures_per_minute", 3));
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        List<int> strangers = [];
        for (int i = 0; i < 100; i++)
        {
            // Forged in the validator's name, from the address it has been verified from.
            (await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, [1]), [2])).Detail.ShouldBe("Signature Mismatch");
        }

        strangers.Add((await Sender.Stranger.PostAsync(proxy)).Status);

        strangers.ShouldBe([429], "the address has used up its failures");
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        (await RawClient.GetAsync(proxy.Port, "/capacity", Sender.Validator.Headers(proxy, []))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_sender_may_ask_so_often_a_minute()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, ("sender_requests_per_minute", 3), ("known_sender_requests_per_minute", 2));
        await using RunningProxy open = await RunningProxy.StartAsync(backend.Url, configuration =>
        {
            configuration["auth"]!["allowed_senders"] = new JsonArray();
            configuration["limits"] = new JsonObject { ["sender_requests_per_minute"] = 3 };
        });

        (await StatusesAsync(() => Sender.Validator.PostAsync(proxy), 4)).ShouldBe([200, 200, 429, 429]);
        (await StatusesAsync(() => Sender.Stranger.PostAsync(open), 5)).ShouldBe([200, 200, 200, 429, 429]);
        (await StatusesAsync(() => Sender.Validator.PostAsync(open), 1)).ShouldBe([200], "each sender has a budget of his own");
        (await StatusesAsync(() => RawClient.GetAsync(proxy.Port, "/capacity", Sender.Validator.Headers(proxy, [])), 5)).ShouldAllBe(status => status == 200);
    }

    [Fact]
    public async Task So_many_are_served_at_once_and_known_senders_come_first()
    {
        TaskCompletionSource release = new();
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await release.Task;
            await connection.WriteJsonAsync("{}");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration =>
        {
            // The validator is known, everybody else may come in too.
            configuration["auth"]!["policies"] = new JsonArray(new JsonObject { ["policy"] = "registered", ["mode"] = "enforce", ["when_unknown"] = "admit" });
            configuration["limits"] = new JsonObject { ["concurrent"] = 5, ["concurrent_unknown"] = 2 };
        });
        Task<RawResponse>[] strangers = [Sender.Stranger.PostAsync(proxy), Sender.Stranger.PostAsync(proxy)];
        await SeenAsync(backend, 2);

        RawResponse refused = await Sender.Stranger.PostAsync(proxy);
        (refused.Status, refused.Detail, refused.Header("Retry-After"), refused.Header("X-Refusal-Reason"))
            .ShouldBe((503, "Too many requests are being served", "1", "concurrency"));

        // One after the other: until its signature is checked, a request is one more stranger's.
        List<Task<RawResponse>> known = [];
        for (int seen = 3; seen <= 5; seen++)
        {
            known.Add(Sender.Validator.PostAsync(proxy));
            await SeenAsync(backend, seen);
        }

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(503);
        (await RawClient.GetAsync(proxy.Port, "/capacity", Sender.Validator.Headers(proxy, []))).Status.ShouldBe(200, "never refused by a limit");

        release.SetResult();
        (await Task.WhenAll([.. strangers, .. known])).ShouldAllBe(answer => answer.Status == 200);
        (await Sender.Stranger.PostAsync(proxy)).Status.ShouldBe(200, "places are given back");
    }

    [Fact]
    public async Task One_sender_has_so_many_requests_served_at_once()
    {
        TaskCompletionSource release = new();
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await release.Task;
            await connection.WriteJsonAsync("{}");
        });
        await using RunningProxy proxy = await StartAsync(backend, ("concurrent_per_sender", 1));
        Task<RawResponse> first = Sender.Validator.PostAsync(proxy);
        await SeenAsync(backend, 1);

        (await Sender.Validator.PostAsync(proxy)).Header("X-Refusal-Reason").ShouldBe("sender_concurrency");

        release.SetResult();
        (await first).Status.ShouldBe(200);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Forged_uploads_from_one_host_leave_room_for_the_sender_they_name()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, ("concurrent_unknown", 48));
        List<RawClient> forgers = [];
        for (int i = 0; i < 60; i++)
        {
            RawClient forger = await RawClient.ConnectAsync(proxy.Port);
            await forger.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, [1]), ("Content-Length", "1000")]));
            forgers.Add(forger);
        }

        // 42 of them hold their places without ever sending a body, the others were refused at once. The real one is asked
        // from the same host here, the worst case there is, so only what is never refused can be looked at.
        await Task.Delay(300, RawClient.Token);
        (await RawClient.GetAsync(proxy.Port, "/capacity", Sender.Validator.Headers(proxy, []))).Status.ShouldBe(200);

        // From then on its address is known to be the validator's.
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        forgers.ForEach(forger => forger.Dispose());
    }

    [Fact]
    public async Task A_known_sender_from_a_new_address_uploads_as_much_at_once_as_it_likes()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend);
        RawClient[] uploads = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            byte[] body = [.. Enumerable.Repeat((byte)number, 2_000)];
            RawClient upload = await RawClient.ConnectAsync(proxy.Port);
            await upload.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, body), ("Content-Length", "2000")]));
            await upload.WriteAsync(body.AsMemory(0, 1_000));
            return upload;
        }));

        RawResponse[] answers = await Task.WhenAll(uploads.Select(async (upload, number) =>
        {
            await upload.WriteAsync(Enumerable.Repeat((byte)number, 1_000).ToArray());
            return await upload.ReadResponseAsync();
        }));

        answers.ShouldAllBe(answer => answer.Status == 200);
        Array.ForEach(uploads, upload => upload.Dispose());
    }

    [Fact]
    public async Task A_known_sender_who_comes_with_a_crowd_from_a_new_address_is_served_whole()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend);

        RawResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => Sender.Validator.PostAsync(proxy)));

        answers.Select(answer => answer.Status).ShouldAllBe(status => status == 200);
    }

    [Fact]
    public async Task An_address_may_have_so_many_connections_and_strangers_do_not_shut_a_known_sender_out()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, ("connections", 20), ("connections_per_address", 15));
        List<Socket> strangers = [];
        (await PostFromAsync("127.0.0.9", proxy)).ShouldStartWith("HTTP/1.1 200");
        for (int i = 0; i < 40; i++)
        {
            strangers.Add(await ConnectAsync($"127.0.0.{(i % 2) + 2}", proxy));
        }

        // 30 may come from the two addresses, 20 in all; he is from where he was verified before.
        await ClosedAsync(strangers, 20);
        (await PostFromAsync("127.0.0.9", proxy)).ShouldStartWith("HTTP/1.1 200");
        (await PostFromAsync("127.0.0.10", proxy)).ShouldBeEmpty("from an address that nobody knows even he is one of the crowd");

        strangers.ForEach(stranger => stranger.Dispose());
        await SeenAsync(async () => (await PostFromAsync("127.0.0.10", proxy)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_address_gets_no_more_than_its_connections_while_there_is_room_for_others()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, ("connections_per_address", 5));
        List<Socket> strangers = [];
        for (int i = 0; i < 12; i++)
        {
            strangers.Add(await ConnectAsync("127.0.0.2", proxy));
        }

        await ClosedAsync(strangers, 7);
        (await PostFromAsync("127.0.0.3", proxy)).ShouldStartWith("HTTP/1.1 200");
        strangers.ForEach(stranger => stranger.Dispose());
    }

    private static async Task<Socket> ConnectAsync(string from, RunningProxy proxy)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, proxy.Port, RawClient.Token);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset)
        {
            // Closed sooner than its opening was noticed here.
        }

        return socket;
    }

    /// <summary>Sends a signed POST from an address of this machine; the answer's beginning, nothing where the connection was closed.</summary>
    private static async Task<string> PostFromAsync(string from, RunningProxy proxy)
    {
        using Socket socket = await ConnectAsync(from, proxy);
        byte[] buffer = new byte[256];
        try
        {
            await socket.SendAsync(
                RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, Body), ("Content-Length", "2")]).Concat(Body).ToArray(), RawClient.Token);
            return System.Text.Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, RawClient.Token));
        }
        catch (SocketException)
        {
            return string.Empty;
        }
    }

    private static Task ClosedAsync(List<Socket> sockets, int count) => SeenAsync(() => Task.FromResult(sockets.Count(IsClosed) == count));

    private static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Receive(new byte[1], SocketFlags.Peek) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task SeenAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; i < 200; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(50, RawClient.Token);
        }

        throw new TimeoutException("it did not come true");
    }

    private static Task<RunningProxy> StartAsync(StubBackend backend, params (string Name, int Value)[] limits) => RunningProxy.StartAsync(
        backend.Url,
        configuration => configuration["limits"] = new JsonObject(limits.Select(limit => KeyValuePair.Create(limit.Name, (JsonNode?)JsonValue.Create(limit.Value)))));

    private static async Task<List<int>> StatusesAsync(Func<Task<RawResponse>> send, int times)
    {
        List<int> statuses = [];
        for (int i = 0; i < times; i++)
        {
            statuses.Add((await send()).Status);
        }

        return statuses;
    }

    private static Task SeenAsync(StubBackend backend, int count) => SeenAsync(() => Task.FromResult(backend.Seen.Count >= count));
}
