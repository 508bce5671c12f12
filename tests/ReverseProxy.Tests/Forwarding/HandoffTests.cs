using System.Diagnostics;
using ReverseProxy.Tests.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding;

/// <summary>A caller who waits for an acknowledgement gets the backend's, or the truth in time.</summary>
public class HandoffTests
{
    private const string Handoff = """[{ "path": "/inference", "backend": "inference", "deadline": 1, "async_handoff": true }]""";

    [Fact]
    public async Task A_silent_backend_is_a_truthful_503_at_the_deadline()
    {
        await using StubBackend silent = StubBackend.Start((_, connection) => connection.WaitForCloseAsync());
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": "{{silent.Url}}" }""", Handoff);
        Stopwatch watch = Stopwatch.StartNew();

        RawResponse answer = await Sender.Validator.PostAsync(proxy);

        (answer.Status, answer.Detail).ShouldBe((503, "No backend has taken the job in time"));
        answer.Header("Retry-After").ShouldNotBeNull();
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
        silent.Seen.Count.ShouldBe(1);
        (await proxy.LoggedAsync("backend_late")).ShouldContain("it has the request and has not answered by the caller's deadline");
    }

    [Fact]
    public async Task So_is_one_that_cannot_be_reached()
    {
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": "http://127.0.0.1:{{FreePort.Next()}}" }""", Handoff);

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(503);
        await proxy.LoggedAsync("backend_late");
    }

    [Theory]
    [InlineData(202)]
    [InlineData(409)]
    public async Task What_the_backend_says_in_time_is_what_the_caller_hears(int status)
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await Task.Delay(300, connection.Stop);
            await connection.WriteJsonAsync("""{"job_id":"7"}""", status);
        });
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": "{{backend.Url}}" }""", Handoff);

        RawResponse answer = await Sender.Validator.PostAsync(proxy);

        (answer.Status, answer.Text).ShouldBe((status, """{"job_id":"7"}"""));
    }

    [Fact]
    public async Task An_acknowledgement_that_is_not_whole_at_the_deadline_is_none()
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 202 Accepted\r\nContent-Length: 20\r\n\r\n{\"job_id\":");
            await connection.WaitForCloseAsync();
        });
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": "{{backend.Url}}" }""", Handoff);

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(503);
    }

    [Theory]
    [InlineData(30, 202)]
    [InlineData(2, 503)]
    public async Task An_acknowledgement_that_trickles_in_counts_if_it_is_whole_in_time(int deadline, int status)
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            foreach (char one in "HTTP/1.1 202 Accepted\r\nContent-Length: 14\r\n\r\n{\"job_id\":\"7\"}")
            {
                await connection.WriteAsync(one.ToString());
                await Task.Delay(50, connection.Stop);
            }
        });
        await using RunningProxy proxy = await PoolTests.StartAsync(
            $$"""{ "inference": "{{backend.Url}}" }""", $$"""[{ "path": "/inference", "backend": "inference", "deadline": {{deadline}}, "async_handoff": true }]""");

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(status);
        backend.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_streams_may_take_longer()
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
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": "{{backend.Url}}" }""", Handoff);

        (await Sender.Validator.PostAsync(proxy)).Text.ShouldBe("okokokokok");
    }
}
