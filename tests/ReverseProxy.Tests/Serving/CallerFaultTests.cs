using System.Text;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Serving;

/// <summary>Slow, broken and hostile callers: each gets a clear answer or none, and nobody else notices.</summary>
public class CallerFaultTests
{
    [Fact]
    public async Task A_body_longer_than_allowed_is_413_before_it_is_read()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["server"] = new System.Text.Json.Nodes.JsonObject { ["max_request_size"] = 1000 });
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, new byte[1001]), ("Content-Length", "1001")]));

        RawResponse answer = await client.ReadResponseAsync();

        (answer.Status, answer.Detail).ShouldBe((413, "Request body too large"));
        backend.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_turns_out_too_long_is_413()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["server"] = new System.Text.Json.Nodes.JsonObject { ["max_request_size"] = 1000 });
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, new byte[1001]), ("Transfer-Encoding", "chunked")]));
        await client.WriteAsync($"3e9\r\n{new string('\0', 1001)}\r\n0\r\n\r\n");

        (await client.ReadResponseAsync()).Status.ShouldBe(413);
    }

    [Theory]
    [InlineData("Authorization", 401, "Authorization header required")]
    [InlineData("Epistula-UUID", 401, "Missing Epistula authentication headers")]
    public async Task What_headers_alone_can_decide_is_decided_before_the_body(string missing, int status, string detail)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        IEnumerable<(string Name, string Value)> headers = Sender.Validator.Headers(proxy, []).Where(header => header.Name != missing);

        // The body is announced and never sent: an answer can only come from the headers.
        await client.WriteAsync(RawClient.Request("POST", "/inference", [.. headers, ("Content-Length", "1000000")]));

        RawResponse answer = await client.ReadResponseAsync();
        (answer.Status, answer.Detail).ShouldBe((status, detail));
    }

    [Theory]
    [InlineData(-8_100, null, "Request is too stale")]
    [InlineData(0, "5Somebody", "Invalid signed_for address")]
    public async Task Also_what_the_values_of_headers_say_is_decided_before_the_body(long offset, string? signedFor, string detail)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request(
            "POST", "/inference", [.. Sender.Validator.Headers(proxy, [], offset, signedFor: signedFor), ("Content-Length", "1000000")]));

        (await client.ReadResponseAsync()).Detail.ShouldBe(detail);
    }

    [Fact]
    public async Task A_stranger_with_a_long_body_is_refused_before_it()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Stranger.Headers(proxy, []), ("Content-Length", "1000000")]));

        RawResponse answer = await client.ReadResponseAsync();
        (answer.Status, answer.Detail).ShouldBe((403, "Sender not allowed"));
    }

    [Fact]
    public async Task A_few_strangers_a_second_get_the_exact_answer_and_the_rest_a_cheap_one()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        List<string?> details = [];
        for (int i = 0; i < 40; i++)
        {
            List<(string, string)> headers = Sender.Stranger.Headers(proxy, "signed"u8.ToArray());
            details.Add((await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, "sent"u8.ToArray())).Detail);
        }

        // The clock stands still, so it is all one second.
        details.Take(20).ShouldAllBe(detail => detail == "Signature Mismatch");
        details.Skip(20).ShouldAllBe(detail => detail == "Sender not allowed");
        backend.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_caller_who_leaves_in_the_middle_of_the_body_leaves_nothing_behind()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using (RawClient client = await RawClient.ConnectAsync(proxy.Port))
        {
            await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, []), ("Content-Length", "5000000")]));
            await client.WriteAsync(new byte[2_000_000]);
            await Task.Delay(100, RawClient.Token);
            client.Reset();
        }

        await proxy.LoggedAsync("client_gone");
        backend.Seen.ShouldBeEmpty();
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("-5\r\nhello\r\n")]
    [InlineData("ffffffffffffffff1\r\n")]
    public async Task Wrong_chunks_are_a_bad_request(string chunks)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, []), ("Transfer-Encoding", "chunked")]));
        await client.WriteAsync(chunks);

        RawResponse answer = await client.ReadResponseAsync();

        answer.Status.ShouldBe(400);
        answer.Detail.ShouldNotBeNull();
        backend.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: nope\r\n\r\n")]
    [InlineData("POST /inference HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: identity\r\n\r\nhello")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n")]
    public async Task What_is_no_HTTP_is_refused_by_the_server(string bytes)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(bytes);

        (await client.ReadResponseAsync()).Status.ShouldBeInRange(400, 505);
        (await RawClient.GetAsync(proxy.Port, "/")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_slow_caller_does_not_hold_up_others()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        List<RawClient> slow = [];
        for (int i = 0; i < 50; i++)
        {
            RawClient client = await RawClient.ConnectAsync(proxy.Port);
            await client.WriteAsync("POST /inference HTTP/1.1\r\nHost: a\r\nX-Slo");
            slow.Add(client);
        }

        (await Sender.Validator.PostAsync(proxy).WaitAsync(TimeSpan.FromSeconds(5), RawClient.Token)).Status.ShouldBe(200);
        slow.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Headers_of_sixty_kilobytes_pass_and_of_two_hundred_do_not()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        (await Sender.Validator.PostAsync(proxy, "/inference", [], ("X-Big", new string('x', 60_000)))).Status.ShouldBe(200);
        (await Sender.Validator.PostAsync(proxy, "/inference", [], ("X-Big", new string('x', 200_000)))).Status.ShouldBe(431);
    }

    [Fact]
    public async Task The_real_callers_bytes_are_understood()
    {
        // Recorded on the wire: header names as urllib writes them, Connection: close, a GET with a body of two bytes.
        System.Text.Json.JsonElement wire = Fixtures.Repository.Json("conformance", "orchestrator-wire.json").RootElement;
        SettableClock clock = new() { Milliseconds = 1_795_355_064_700 };
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, clock: clock);

        RawResponse post = await ReplayAsync("wire_post");
        RawResponse get = await ReplayAsync("wire_get");

        (post.Status, post.Text).ShouldBe((200, """{"ok":true}"""));
        backend.Seen.Single().Body.ShouldBe(Encoding.UTF8.GetBytes(wire.GetProperty("build_signed_request").GetProperty("body").GetString()!));
        (get.Status, get.Text).ShouldBe((200, ReverseProxy.Configuration.CapacityShape.Standard));

        async Task<RawResponse> ReplayAsync(string name)
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.Port);
            await client.WriteAsync(Encoding.Latin1.GetBytes(wire.GetProperty(name).GetString()!));
            return await client.ReadResponseAsync();
        }
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_stale_when_it_is_there()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        byte[] body = "{}"u8.ToArray();
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, body), ("Content-Length", "2")]));
        await client.WriteAsync("{");
        await Task.Delay(200, RawClient.Token);

        // 8 s of age and 120 s for the upload are allowed, and one millisecond is too much.
        proxy.Clock.Milliseconds += 128_001;
        await client.WriteAsync("}");

        (await client.ReadResponseAsync()).Detail.ShouldBe("Request is too stale");
    }
}
