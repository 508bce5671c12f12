using System.Diagnostics;
using System.Security.Cryptography;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding;

public class StreamingTests
{
    [Fact]
    public async Task Server_sent_events_arrive_as_they_are_sent()
    {
        using SemaphoreSlim next = new(0);
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 1; i <= 3; i++)
            {
                await connection.WriteAsync($"9\r\ndata: {i}\n\n\r\n");
                await next.WaitAsync(connection.Stop);
            }

            await connection.WriteAsync("0\r\n\r\n");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", Sender.Validator.Headers(proxy, []), []));

        HttpHead head = await client.ReadHeadAsync();
        head.Header("Content-Type").ShouldBe("text/event-stream");
        for (int i = 1; i <= 3; i++)
        {
            // The backend does not go on before this event has been read here.
            (await client.ReadLineAsync()).ShouldBe("9");
            (await client.ReadLineAsync()).ShouldBe($"data: {i}");
            await client.ReadLineAsync();
            await client.ReadLineAsync();
            next.Release();
        }

        (await client.ReadLineAsync()).ShouldBe("0");
    }

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(100 * 1024 * 1024)]
    public async Task A_long_body_arrives_whole(int length)
    {
        byte[] body = new byte[length];
        RandomNumberGenerator.Fill(body.AsSpan(0, 1_000_000));
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", body);

        answer.Status.ShouldBe(200);
        backend.Seen.Single().BodySha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(body)));
        Directory.EnumerateFiles(Path.Combine(proxy.Directory, "state", "bodies")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_comes_in_chunks_goes_out_with_its_length()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        byte[] body = """{"prompt":"x"}"""u8.ToArray();
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, body), ("Transfer-Encoding", "chunked")]));
        await client.WriteAsync("5\r\n{\"pro\r\n");
        await client.WriteAsync("9\r\nmpt\":\"x\"}\r\n0\r\n\r\n");

        (await client.ReadResponseAsync()).Status.ShouldBe(200);
        SeenRequest seen = backend.Seen.Single();
        seen.Head.IsChunked.ShouldBeFalse();
        seen.Head.ContentLength.ShouldBe(body.Length);
        seen.Body.ShouldBe(body);
    }

    [Fact]
    public async Task Two_hundred_at_once_all_get_their_own_answer()
    {
        await using StubBackend backend = StubBackend.Start(async (request, connection) =>
        {
            await Task.Delay(50, connection.Stop);
            await connection.WriteJsonAsync($$"""{"echo":"{{request.BodySha256}}"}""");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            Sender.Validator.PostAsync(proxy, "/inference", $$"""{"number":{{i}}}""")));

        for (int i = 0; i < answers.Length; i++)
        {
            string digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($$"""{"number":{{i}}}""")));
            answers[i].Text.ShouldBe($$"""{"echo":"{{digest}}"}""");
        }
    }

    [Fact]
    public async Task Requests_in_a_row_on_one_connection_are_answered_in_order()
    {
        await using StubBackend backend = StubBackend.Start((request, connection) => connection.WriteJsonAsync($$"""{"n":"{{request.Header("X-N")}}"}"""));
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        for (int i = 0; i < 5; i++)
        {
            byte[] body = [(byte)('0' + i)];
            await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, body), ("X-N", i.ToString())], body));
        }

        for (int i = 0; i < 5; i++)
        {
            (await client.ReadResponseAsync()).Text.ShouldBe($$"""{"n":"{{i}}"}""");
        }
    }

    [Fact]
    public async Task A_backend_that_closes_idle_connections_as_the_next_job_comes_loses_none()
    {
        // The keep-alive of uvicorn in small: the connection dies at about the moment at which the next POST is written.
        TimeSpan keepAlive = TimeSpan.FromMilliseconds(400);
        await using StubBackend closing = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), keepAlive: keepAlive);
        await using RunningProxy proxy = await RunningProxy.StartAsync(closing.Url);
        int lost = 0;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async lane =>
        {
            for (int i = 0; i < 15; i++)
            {
                // Two in a row, then a pause: connections are there to be used again.
                RawResponse answer = await Sender.Validator.PostAsync(proxy);
                lost += answer.Status == 200 ? 0 : 1;
                answer = await Sender.Validator.PostAsync(proxy);
                lost += answer.Status == 200 ? 0 : 1;
                long until = Stopwatch.GetTimestamp() + (long)((keepAlive.TotalSeconds + ((i % 5) - 2) * 0.001) * Stopwatch.Frequency);
                while (Stopwatch.GetTimestamp() < until)
                {
                    await Task.Delay(1, RawClient.Token);
                }
            }
        }));

        lost.ShouldBe(0);
        closing.Seen.Count.ShouldBe(600, "no job is delivered twice");
        closing.Connections.ShouldBeLessThan(600, "or none was used again, and this shows nothing");
    }

    [Fact]
    public async Task A_connection_that_is_busy_is_used_on_and_one_that_was_idle_is_not()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["services"]!["connection_idle_ms"] = 1_000);
        for (int i = 0; i < 30; i++)
        {
            await PostAsync(after: TimeSpan.FromMilliseconds(i % 10));
        }

        backend.Connections.ShouldBe(1);
        for (int i = 1; i <= 4; i++)
        {
            // The client looks through its pool meanwhile, and begins to read; or it does not.
            await PostAsync(after: TimeSpan.FromMilliseconds(1_050 + (100 * i)));
            backend.Connections.ShouldBe(1 + i);
        }

        backend.Seen.Count.ShouldBe(34);

        async Task PostAsync(TimeSpan after)
        {
            await Task.Delay(after, RawClient.Token);
            (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        }
    }
}
