using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using FakeNode;
using FakeNode.Chain;
using Fixtures;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Tls;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>The program itself, with everything real that it asks but the internet.</summary>
public class DoctorCommandTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("doctor-").FullName;

    [Fact]
    public async Task All_is_examined_in_one_run_against_a_chain_an_orchestrator_and_the_proxy_itself()
    {
        TestAuthority authority = new();
        string roots = Path.Combine(_directory, "roots.pem");
        await File.WriteAllTextAsync(roots, authority.Root.ExportCertificatePem(), RawClient.Token);
        (string certificate, string key) = authority.Write(authority.Issue("miner", covers: "127.0.0.1"), _directory, "miner");
        Private(key);
        int port = FreePort.Next();
        await using StubBackend backend = StubBackend.StartOk();
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        _ = node.Chain.Register(11, AccountId.Parse(RunningProxy.Miner), AccountId.Parse(Sender.Stranger.Address), alpha: 500_000_000_000);
        node.Chain.Commit(11, AccountId.Parse(RunningProxy.Miner), $"127.0.0.1:{port}");
        node.Chain.Seal();
        await using StubBackend orchestrator = StubBackend.Start((request, connection) => connection.WriteJsonAsync(Mirror(request.Target, port), Mirror(request.Target, port) == "{}" ? 404 : 200));
        using UdpClient time = new(new IPEndPoint(IPAddress.Loopback, 0));
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(RawClient.Token);
        Task answering = MachineTests.AnswerAlwaysAsync(time, end.Token);
        string path = Write(configuration =>
        {
            configuration["server"]!["port"] = port;
            configuration["server"]!["host"] = "127.0.0.1";
            configuration["server"]!["public_address"] = "127.0.0.1";
            configuration["server"]!["tls"] = new JsonObject { ["certificate"] = certificate, ["key"] = key };
            configuration["services"]!["training_server_url"] = backend.Url;
            configuration["services"]!["inference_server_url"] = backend.Url;
            configuration["auth"]!["chain_endpoint"] = node.Endpoint.ToString();
            configuration["capacity"] = new JsonObject { ["base-h100_pcie"] = true };
            configuration["watch"] = new JsonObject { ["orchestrator_url"] = orchestrator.Url, ["required_alpha"] = orchestrator.Url + "/alpha" };
        });
        await using ProxyProcess proxy = ProxyProcess.Start(["--config", path]);
        (await proxy.PortAsync()).ShouldBe(port);

        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(
            ["doctor", "--json", "-c", path, "--time-server", time.Client.LocalEndPoint!.ToString()!], _directory, ("SSL_CERT_FILE", roots), ("BT_WALLET_PATH", Path.Combine(_directory, "no-wallets")), ("PATH", Environment.GetEnvironmentVariable("PATH")!));
        await end.CancelAsync();
        await answering;

        JsonArray findings = JsonNode.Parse(output)!["findings"]!.AsArray();
        string[] notWell = [.. findings.Where(finding => finding!["outcome"]!.GetValue<string>() is "warn" or "fail").Select(finding => finding!["check"]!.GetValue<string>())];
        notWell.Except(["disk", "open files"]).ShouldBe(["address"], $"only a loopback address is no public one: {output} {errors}");
        string[] checks = [.. findings.Select(finding => finding!["check"]!.GetValue<string>()).Distinct()];
        checks.ShouldBe(
        [
            "version", "configuration", "hotkey", "senders", "disk", "open files", "state", "key files", "wallet", "GPU", "clock", "backend", "address", "certificate", "port", "TLS", "reachable",
            "capacity shape", "capacity", "chain", "registered", "stake", "commitment", "orchestrator", "ban", "score",
        ]);
        exitCode.ShouldBe(1);
        string documentation = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "doctor.md"), RawClient.Token);
        checks.Concat(["authentication", "driver", "CUDA"]).Where(check => !documentation.Contains($"`{check}`", StringComparison.Ordinal)).ShouldBeEmpty("each check is a line of docs/doctor.md");
    }

    [Fact]
    public async Task It_ends_with_0_where_nothing_fails_with_1_where_something_does_and_with_2_where_it_cannot_begin()
    {
        await using StubBackend backend = StubBackend.StartOk();
        string well = Write(configuration =>
        {
            configuration["services"]!["training_server_url"] = backend.Url;
            configuration["services"]!["inference_server_url"] = backend.Url;
            configuration["capacity"] = new JsonObject { ["base-h100_pcie"] = true };
        });
        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(["doctor", "--offline", "-c", well], _directory, ("BT_WALLET_PATH", "/nowhere"));
        exitCode.ShouldBe(0, output + errors);
        output.ShouldContain($"pass     backend: 127.0.0.1:{backend.Port} answers");

        string ill = Write(_ => { });
        (exitCode, output, _) = await ProxyProcess.RunAsync(["doctor", "--offline", "--json", "-c", ill]);
        exitCode.ShouldBe(1, output);
        JsonNode list = JsonNode.Parse(output)!;
        list["healthy"]!.GetValue<bool>().ShouldBeFalse();
        JsonNode finding = list["findings"]!.AsArray().First(one => one!["check"]!.GetValue<string>() == "backend")!;
        (finding["outcome"]!.GetValue<string>(), finding["fix"]!.GetValue<string>()).ShouldBe(("fail", "start it, or correct its address: every job gets 502"));

        (exitCode, output, _) = await ProxyProcess.RunAsync(["doctor", "--offline", "-c", ill]);
        exitCode.ShouldBe(1);
        output.ShouldContain("FAIL     backend: 127.0.0.1:1 cannot be reached");
        (await ProxyProcess.RunAsync(["doctor", "--address", "https://x/", "-c", ill])).ExitCode.ShouldBe(2);
        (await ProxyProcess.RunAsync(["doctor", "--time-server", "x", "-c", ill])).ExitCode.ShouldBe(2);
        (await ProxyProcess.RunAsync(["doctor", "-c", "/nowhere.json"])).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Too_few_open_files_are_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is read from /proc");
        ProcessStartInfo start = new("bash", ["-c", "ulimit -n 1000; exec dotnet \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "reverse-proxy.dll"), "doctor", "--offline", "-c", Write(_ => { })])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(RawClient.Token);
        await process.WaitForExitAsync(RawClient.Token);

        output.ShouldContain("WARN     open files: only 1000 may be open");
        output.ShouldContain("LimitNOFILE=65536");
    }

    private static string Mirror(string path, int port) => path switch
    {
        "/miner_status" => $$$"""{"data":{"{{{RunningProxy.Miner}}}":{"valid":true,"capacity":{"base-h100_pcie":true},"alpha_stake":500,"failed_audits":0,"failure_count":0,"network_address":"https://127.0.0.1:{{{port}}}" } } }""",
        "/banned/addresses" => """{"addresses":[]}""",
        "/scores" => $$$"""{"scores":{"{{{RunningProxy.Miner}}}":{"status":"COMPLETED","score":{"total_score":0.7} } } }""",
        "/alpha" => "400",
        _ => "{}",
    };

    private static void Private(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private string Write(Action<JsonObject> change)
    {
        JsonObject configuration = RunningProxy.Configuration("http://127.0.0.1:1");
        configuration["server"] = new JsonObject { ["state_dir"] = Path.Combine(_directory, "state") };
        change(configuration);
        string path = Path.Combine(Directory.CreateTempSubdirectory("doctor-").FullName, "config.json");
        File.WriteAllText(path, configuration.ToJsonString());
        return path;
    }
}
