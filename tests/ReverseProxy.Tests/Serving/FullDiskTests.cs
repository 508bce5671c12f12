using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.Backends;
using ReverseProxy.Tests.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Serving;

/// <summary>A disk that is full to its last byte loses no job, and it is said.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly SmallDisk _disk = SmallDisk.Mount(megabytes: 8);
    private readonly int _intake = FreePort.Next();

    [Fact]
    public async Task Jobs_go_out_with_their_own_URL_and_it_is_said()
    {
        await using StubBackend receiver = StubBackend.StartOk();
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu);
        _disk.Fill();

        (await PostAsync(proxy, receiver.Url)).Status.ShouldBe(202);

        gpu.Jobs.Single().ShouldBe($"{receiver.Url}/r");
        await proxy.LoggedAsync("Results are not kept");
        (await StatusAsync(proxy, "callbacks")).GetProperty("not_written").GetString().ShouldNotBeNullOrEmpty();
        _disk.MakeRoom();
        (await PostAsync(proxy, receiver.Url)).Status.ShouldBe(202);
        gpu.Jobs.Last().ShouldStartWith($"http://127.0.0.1:{_intake}/");
        (await StatusAsync(proxy, "callbacks")).TryGetProperty("not_written", out _).ShouldBeFalse();
        await gpu.EndAsync(1);
        await HealthTests.WaitAsync(() => receiver.Seen.Count == 1);
    }

    [Fact]
    public async Task A_result_is_delivered_from_memory_leaves_no_debris_and_is_kept_when_there_is_room()
    {
        int port = FreePort.Next();
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu);
        (await PostAsync(proxy, $"http://127.0.0.1:{port}")).Status.ShouldBe(202);
        string spool = Path.Combine(_disk.Path, "callbacks");
        await HealthTests.WaitAsync(() => Directory.GetFiles(spool).Length == 2);
        _disk.Fill();

        (await gpu.EndAsync(0)).Status.ShouldBe(200);
        await proxy.LoggedAsync("not delivered to 127.0.0.1 at try 1");
        Directory.GetFiles(spool, "*.next").ShouldBeEmpty();
        Directory.GetFiles(spool, "*.result").ShouldBeEmpty();
        _disk.MakeRoom();
        await HealthTests.WaitAsync(() => Directory.GetFiles(spool, "*.result").Length == 1);

        await using StubBackend receiver = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);
        await HealthTests.WaitAsync(() => receiver.Seen.Count == 1);
        await HealthTests.WaitAsync(() => Directory.GetFiles(spool).Length == 0);
    }

    [Fact]
    public void Which_server_has_which_job_is_remembered_and_written_down_when_there_is_room()
    {
        BackendServer server = new("pool", "http://a", TimeProvider.System);
        using (JobOwners owners = JobOwners.Open(_disk.Path, 80, TimeProvider.System, NullLogger.Instance))
        {
            owners.Learn("before", server);
            _disk.Fill();
            for (int i = 0; i < 1_000; i++)
            {
                owners.Learn($"during-{i}", server);
            }

            owners.Fault.ShouldNotBeNull();
            owners.OwnerOf("during-999").ShouldBe(server.Identity);
            _disk.MakeRoom();
            owners.Learn("after", server);
            owners.Fault.ShouldBeNull();
        }

        using JobOwners again = JobOwners.Open(_disk.Path, 80, TimeProvider.System, NullLogger.Instance);
        new[] { "before", "during-0", "during-999", "after" }.ShouldAllBe(job => again.OwnerOf(job) == server.Identity);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_long_body_stays_in_memory_and_arrives_whole(int roomForMegabytes)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend.Url);
        _disk.Fill();
        if (roomForMegabytes > 0)
        {
            // Half of it fits: what went to the file comes back.
            _disk.MakeRoom();
            _disk.Fill(leave: roomForMegabytes * 1_048_576);
        }

        byte[] body = System.Security.Cryptography.RandomNumberGenerator.GetBytes(6_000_000);
        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", body);
        RawResponse tooLong = await Sender.Validator.PostAsync(proxy, "/inference", new byte[12_000_000]);

        answer.Status.ShouldBe(200);
        backend.Seen.Single().Body.ShouldBe(body);
        (tooLong.Status, tooLong.Detail).ShouldBe((503, "Temporary storage is full"));
        await proxy.LoggedAsync("Long bodies cannot go to temporary files");
        JsonElement status = await StatusAsync(proxy, "bodies");
        (status.GetProperty("kept_in_memory").GetInt32(), status.GetProperty("refused").GetInt32()).ShouldBe((1, 1));
        status.GetProperty("not_written").GetString().ShouldNotBeNullOrEmpty();
        _disk.MakeRoom();
        (await Sender.Validator.PostAsync(proxy, "/inference", new byte[3_000_000])).Status.ShouldBe(200);
        (await StatusAsync(proxy, "bodies")).TryGetProperty("not_written", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_restart_on_a_full_disk_serves()
    {
        await using WorkingGpu gpu = new();
        _disk.Fill();

        await using RunningProxy proxy = await StartAsync(gpu);

        (await PostAsync(proxy, "http://127.0.0.1:9")).Status.ShouldBe(202);
    }

    public void Dispose() => _disk.Dispose();

    private static async Task<JsonElement> StatusAsync(RunningProxy proxy, string section) =>
        JsonDocument.Parse((await RawClient.SendAsync(proxy.Port, "GET", "/status?verbose", [])).Body).RootElement.GetProperty(section);

    private static Task<RawResponse> PostAsync(RunningProxy proxy, string receiver) =>
        Sender.Validator.PostAsync(proxy, "/inference", Encoding.UTF8.GetBytes($$"""{"job_id":"j","callback_url":"{{receiver}}/r"}"""));

    private Task<RunningProxy> StartAsync(WorkingGpu gpu) => StartAsync(gpu.Url);

    private Task<RunningProxy> StartAsync(string backend)
    {
        JsonObject configuration = RunningProxy.Configuration(backend);
        configuration["auth"]!["replay_capacity"] = 1024;
        _ = configuration.Insure(_intake);
        return RunningProxy.StartAsync(configuration, state: _disk.Path);
    }
}
