using System.Diagnostics;
using System.Text.Json.Nodes;
using ReverseProxy.Recording;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Telemetry;

namespace ReverseProxy.Tests.Recording;

/// <summary>The recorder on disks that fill up, vanish and come back, while requests are served.</summary>
public class DiskTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("recorder-").FullName;

    [Fact]
    public async Task A_full_disk_costs_trails_and_no_request_and_they_go_on_when_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "a small file system is mounted, which only root may do");
        string disk = Directory.CreateTempSubdirectory("recorder-disk-").FullName;
        Directory.CreateSymbolicLink(State, disk);
        (await RunAsync("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk)).ShouldBe(0);
        try
        {
            await using StubBackend backend = StubBackend.StartOk();
            await using (RunningProxy proxy = await StartAsync(backend))
            {
                string ballast = Path.Combine(State, "ballast");
                Fill(ballast);
                for (int i = 0; i < 40; i++)
                {
                    (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
                }

                await proxy.LoggedAsync("No space left on device");
                File.Delete(ballast);
                RawResponse after = await Sender.Validator.PostAsync(proxy);
                string id = after.Header("X-Request-Id")!;
                await ProxyMetricsTests.WaitAsync(() => Files(proxy).Read().Any(trail => trail.Id == id));
            }
        }
        finally
        {
            (await RunAsync("umount", "-l", disk)).ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_are_removed_while_it_runs_are_begun_anew(bool directoryToo)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend);
        await Sender.Validator.PostAsync(proxy);
        await ProxyMetricsTests.WaitAsync(() => Files(proxy).Read().Any());

        foreach (string path in Files(proxy).List())
        {
            File.Delete(path);
        }

        if (directoryToo)
        {
            Directory.Delete(State, recursive: true);
        }

        string id = (await Sender.Validator.PostAsync(proxy)).Header("X-Request-Id")!;
        await ProxyMetricsTests.WaitAsync(() => Files(proxy).Read().Any(trail => trail.Id == id));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_used_at_the_start_is_used_when_it_can()
    {
        await File.WriteAllTextAsync(State, "in the way", RawClient.Token);
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        await proxy.LoggedAsync("trails are not kept in");

        File.Delete(State);
        string id = (await Sender.Validator.PostAsync(proxy)).Header("X-Request-Id")!;
        await ProxyMetricsTests.WaitAsync(() => Files(proxy).Read().Any(trail => trail.Id == id));
    }

    [Fact]
    public async Task Damaged_files_cost_the_damaged_lines_alone()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend);
        string before = (await Sender.Validator.PostAsync(proxy)).Header("X-Request-Id")!;
        await ProxyMetricsTests.WaitAsync(() => Files(proxy).Read().Any());
        byte[] damage = [0, 0xff, (byte)'{', (byte)'\n', .. "{\"id\":5}\n[]\nnull\n"u8];
        await using (FileStream stream = new(Files(proxy).List()[^1], FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.Write(damage);
        }

        string after = (await Sender.Validator.PostAsync(proxy)).Header("X-Request-Id")!;
        await ProxyMetricsTests.WaitAsync(() => Files(proxy).Read().Any(trail => trail.Id == after));
        Files(proxy).Read().Select(trail => trail.Id).ShouldBe([before, after]);
    }

    private string State => Path.Combine(_directory, "state");

    private static TrailFiles Files(RunningProxy proxy) => new(Path.Combine(proxy.Directory, "state"), 0);

    private static void Fill(string path)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int block in new[] { 65_536, 4_096, 1 })
        {
            try
            {
                while (true)
                {
                    stream.Write(new byte[block]);
                }
            }
            catch (IOException)
            {
                // Full, but for what is smaller.
            }
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(RawClient.Token);
        return process.ExitCode;
    }

    private Task<RunningProxy> StartAsync(StubBackend backend) =>
        RunningProxy.StartAsync(backend.Url, configuration => configuration["auth"]!["replay_capacity"] = JsonValue.Create(1_024), _directory);
}
