using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProxyBench;

/// <summary>What a signed request of 200 bytes costs the managed heap, as the program's own metrics tell it.</summary>
internal static class Allocations
{
    private static readonly string[] Metrics =
        ["dotnet_gc_heap_total_allocated_bytes_total", "dotnet_gc_collections_total", "dotnet_gc_pause_time_seconds_total", "dotnet_thread_pool_work_item_count_total"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        int seconds = Options.Number(arguments, "--seconds", 5);
        int connections = Options.Number(arguments, "--connections", 16);
        (int backendPort, int port, int admin) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        string backend = $"http://127.0.0.1:{backendPort}";
        using ServerProcess behind = await ServerProcess.StartOwnAsync(backendPort, "backend", backendPort.ToString(CultureInfo.InvariantCulture));

        // The first only writes the configuration and holds the key.
        using ProxyUnderTest holder = await ProxyUnderTest.StartAsync(FreePort.Next(), backend);
        string path = holder.WriteConfiguration(port, backend, "measured.json");
        JsonObject configuration = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
        configuration["admin"] = new JsonObject { ["listen"] = $"127.0.0.1:{admin}" };
        await File.WriteAllTextAsync(path, configuration.ToJsonString(new JsonSerializerOptions()));
        using ServerProcess proxy = await ServerProcess.StartAsync(port, ProxyUnderTest.Build, "--config", path);
        using HttpClient client = new() { BaseAddress = new($"http://127.0.0.1:{admin}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(path)!, "admin.token"))).Trim());

        string directory = Directory.CreateTempSubdirectory("proxy-bench-wrk-").FullName;
        for (int round = 0; round < 3; round++)
        {
            SignedRequests.Write(directory, holder.Validator, new byte[200], 30_000 * seconds);
            double[] before = await ReadAsync(client);
            using Wrk wrk = Wrk.Start(port, "wrk.lua", ["-t", "2", "-c", $"{connections}", "-d", $"{seconds}s"], directory, "2", "once");
            double requests = (await wrk.ResultAsync())[0];
            double[] after = await ReadAsync(client);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{requests:0} requests: {(after[0] - before[0]) / requests:0} bytes each, {after[1] - before[1]:0} collections, {(after[2] - before[2]) * 1e6 / requests:0.0} us of pauses each, {(after[3] - before[3]) / requests:0.00} thread pool items each"));
        }

        Directory.Delete(directory, recursive: true);
        return 0;
    }

    private static async Task<double[]> ReadAsync(HttpClient client)
    {
        string[] lines = (await client.GetStringAsync("/metrics")).Split('\n');
        return [.. Metrics.Select(metric => lines
            .Where(line => line.StartsWith(metric, StringComparison.Ordinal) && line[metric.Length] is ' ' or '{')
            .Sum(line => double.Parse(line[(line.IndexOf(line.Contains('}') ? "} " : " ", StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)))];
    }
}
