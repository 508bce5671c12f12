using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Forwarding.Direct;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding.Direct;

public class DirectCourierTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    [Fact]
    public async Task A_connection_carries_one_request_after_another()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, WithoutHurry);

        for (int i = 0; i < 5; i++)
        {
            (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        }

        backend.Connections.ShouldBe(1);
        (Direct(proxy).Opened, Direct(proxy).UsedAgain).ShouldBe((1, 4));
    }

    public static TheoryData<string, string> Endings { get; } = new()
    {
        { "announced", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}" },
        { "closed without a word", Ok },
        { "reset", Ok },
        { "too much said", Ok + "{}" },
        { "said unasked, later", Ok },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task One_that_is_spent_gets_no_other(string how, string answer)
    {
        using SemaphoreSlim ended = new(0);
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await connection.WriteAsync(answer);
            if (how.StartsWith("said", StringComparison.Ordinal))
            {
                await Task.Delay(50, connection.Stop);
                await connection.WriteAsync("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
            }
            else if (how == "reset")
            {
                connection.Reset();
            }
            else if (how.StartsWith("closed", StringComparison.Ordinal))
            {
                connection.Close();
            }

            ended.Release();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, WithoutHurry);

        for (int i = 1; i <= 3; i++)
        {
            (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
            await ended.WaitAsync(RawClient.Token);

            // Until what the other side did is here.
            await Task.Delay(20, RawClient.Token);
            backend.Connections.ShouldBe(i);
        }

        backend.Seen.Count.ShouldBe(3, "none is sent twice");
    }

    [Fact]
    public async Task Answers_that_are_handed_over_go_to_who_asked()
    {
        await using StubBackend backend = StubBackend.Start(async (request, connection) =>
        {
            string name = Encoding.UTF8.GetString(request.Body);
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            await Task.Delay(Random.Shared.Next(20), connection.Stop);
            await connection.WriteAsync($"{name.Length:x}\r\n{name}\r\n0\r\n\r\n");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Sender.Validator.PostAsync(proxy, body: $"caller {i}")));

        answers.Select(answer => answer.Text).ShouldBe(Enumerable.Range(0, 100).Select(i => $"caller {i}"));
        backend.Seen.Count.ShouldBe(100);
    }

    [Fact]
    public async Task Answers_to_many_at_once_go_to_who_asked()
    {
        await using StubBackend backend = StubBackend.Start(async (request, connection) =>
        {
            await Task.Delay(Random.Shared.Next(5), connection.Stop);
            await connection.WriteJsonAsync(Encoding.UTF8.GetString(request.Body));
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        for (int round = 0; round < 10; round++)
        {
            string[] bodies = [.. Enumerable.Range(0, 50).Select(i => $"caller {round}.{i} " + new string('x', i * 100))];
            RawResponse[] answers = await Task.WhenAll(bodies.Select(body => Sender.Validator.PostAsync(proxy, body: body)));
            answers.Select(answer => answer.Text).ShouldBe(bodies);
        }
    }

    [Fact]
    public async Task What_is_too_long_for_it_goes_by_YARP()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        (await Sender.Validator.PostAsync(proxy, "/inference", new byte[100_000])).Status.ShouldBe(200);
        (await Sender.Validator.PostAsync(proxy, "/inference", [], ("X-Long", new string('x', 60_000)))).Status.ShouldBe(200);

        Direct(proxy).Opened.ShouldBe(0);
        backend.Seen.Select(request => request.Body.Length).ShouldBe([100_000, 0]);
        backend.Seen.Last().Header("X-Long").ShouldBe(new string('x', 60_000));
    }

    private static void WithoutHurry(System.Text.Json.Nodes.JsonObject configuration) => configuration["services"]!["connection_idle_ms"] = 60_000;

    private static DirectCourier Direct(RunningProxy proxy) => proxy.Server.Services.GetRequiredService<DirectCourier>();
}
