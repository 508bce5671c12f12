using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ReverseProxy.Tests.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding;

/// <summary>Backends as they are in the field: servers of Python and Node, with their own keep-alive, that are restarted and killed.</summary>
public class ForeignBackendTests
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    public static TheoryData<string> Languages { get; } = new("python", "node");

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task A_job_is_taken_and_its_result_comes_home(string language)
    {
        await using StubBackend receiver = StubBackend.StartOk();
        await using ForeignBackend backend = await ForeignBackend.StartAsync(language);
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration =>
            configuration.Insure(FreePort.Next()));

        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", $$"""{"job_id":"7","callback_url":"{{receiver.Url}}/r","callback_secret":"s"}""");

        answer.Status.ShouldBe(202);
        JsonDocument.Parse(answer.Body).RootElement.GetProperty("job_id").GetString().ShouldBe("7");
        await HealthTests.WaitAsync(() => receiver.Seen.Count == 1);
        Encoding.UTF8.GetString(receiver.Seen.Single().Body).ShouldBe("result of 7");
        receiver.Seen.Single().Header("X-Callback-Secret").ShouldBe("s");
        backend.Arrived.ShouldBe(["7"]);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task An_answer_that_is_streamed_comes_piece_by_piece(string language)
    {
        await using ForeignBackend backend = await ForeignBackend.StartAsync(language);
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        byte[] body = """{"job_id":"7","mode":"stream"}"""u8.ToArray();
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://127.0.0.1:{proxy.Port}/inference") { Content = new ByteArrayContent(body) };
        foreach ((string name, string value) in Sender.Validator.Headers(proxy, body))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RawClient.Token);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(RawClient.Token));
        List<(string Line, long At)> lines = [];
        while (await reader.ReadLineAsync(RawClient.Token) is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add((line, Stopwatch.GetTimestamp()));
            }
        }

        lines.Select(line => line.Line).ShouldBe(["data: 0", "data: 1", "data: 2", "data: 3", "data: 4"]);
        Stopwatch.GetElapsedTime(lines[0].At, lines[^1].At).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(400));
    }

    [Theory]
    [InlineData("python", null, 200)]
    [InlineData("node", null, 200)]
    [InlineData("python", 1.0, 200)]
    [InlineData("node", 1.0, 200)]
    [InlineData("node", 0.1, 0)]
    [InlineData("python", 0.1, 0)]
    public async Task Jobs_that_come_as_the_server_closes_its_idle_connections_are_neither_lost_nor_sent_twice(string language, double? keepAlive, int idleMilliseconds)
    {
        await using ForeignBackend backend = await ForeignBackend.StartAsync(language, keepAlive);
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["services"]!["connection_idle_ms"] = idleMilliseconds);
        const int Lanes = 24;
        double idle = (keepAlive ?? 5) * 1_000;

        // Each lane posts a second job at the moment at which the connection of its first one ends, a few milliseconds apart.
        RawResponse[][] answers = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            RawResponse first = await PostAsync(proxy, $"{lane}-1");
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, idle - 12 + lane)), RawClient.Token);
            return new[] { first, await PostAsync(proxy, $"{lane}-2") };
        }));

        answers.SelectMany(pair => pair).ShouldAllBe(answer => answer.Status == 202);
        backend.Arrived.Order().ShouldBe(Enumerable.Range(0, Lanes).SelectMany(lane => new[] { $"{lane}-1", $"{lane}-2" }).Order());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task A_restart_within_the_budget_loses_no_job(string language)
    {
        await using ForeignBackend backend = await ForeignBackend.StartAsync(language);
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["services"]!["connect_retry_budget"] = 30);
        (await PostAsync(proxy, "before")).Status.ShouldBe(202);
        await backend.SignalAsync(SigTerm);

        Task<RawResponse>[] during = [.. Enumerable.Range(0, 8).Select(number => PostAsync(proxy, $"during-{number}"))];
        await Task.Delay(1_000, RawClient.Token);
        during.ShouldAllBe(job => !job.IsCompleted);
        await backend.RunAsync();

        (await Task.WhenAll(during)).ShouldAllBe(answer => answer.Status == 202);
        backend.Arrived.Order().ShouldBe(["before", .. Enumerable.Range(0, 8).Select(number => $"during-{number}")]);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task A_job_whose_server_is_killed_in_the_middle_is_502_and_is_not_sent_again(string language)
    {
        await using ForeignBackend backend = await ForeignBackend.StartAsync(language);
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["services"]!["connect_retry_budget"] = 30);
        Task<RawResponse> job = Sender.Validator.PostAsync(proxy, "/inference", """{"job_id":"killed","seconds":30}""");
        await HealthTests.WaitAsync(() => backend.Arrived.Length == 1);

        await backend.SignalAsync(SigKill);
        (await job).Status.ShouldBe(502);
        await backend.RunAsync();

        (await PostAsync(proxy, "after")).Status.ShouldBe(202);
        backend.Arrived.ShouldBe(["killed", "after"]);
    }

    private static Task<RawResponse> PostAsync(RunningProxy proxy, string job) => Sender.Validator.PostAsync(proxy, "/inference", $$"""{"job_id":"{{job}}"}""");
}
