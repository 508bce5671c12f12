using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Bittensor.Registry;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Forwarding;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>Configuration, files, clock, backends, GPUs and addresses, each with what may be wrong with it.</summary>
public class MachineTests
{
    [Theory]
    [InlineData("auth", "miner_hotkey", "\"5nope\"", "hotkey", Outcome.Fail, "is no SS58 address")]
    [InlineData("auth", "allowed_senders", "[]", "senders", Outcome.Warn, "everybody with a valid key")]
    [InlineData("auth", "miner_hotky", "1", "configuration", Outcome.Warn, "miner_hotky")]
    [InlineData("auth", "allowed_delta_ms", "8000", "hotkey", Outcome.Pass, RunningProxy.Miner)]
    public async Task A_setting_that_keeps_validators_away_is_told(string section, string name, string json, string check, object outcome, string text) =>
        (await Examination.OfAsync(new ConfigurationDiagnosis(), Examination.Patient(configuration => configuration[section]![name] = JsonNode.Parse(json)))).ShouldHold(check, (Outcome)outcome, text);

    [Fact]
    public async Task Unsigned_requests_are_told()
    {
        Patient patient = Examination.Patient(configuration =>
        {
            configuration["server"]!["host"] = "127.0.0.1";
            configuration["auth"]!["validate_requests"] = false;
        });

        (await Examination.OfAsync(new ConfigurationDiagnosis(), patient)).ShouldHold("authentication", Outcome.Fail, "unsigned");
    }

    [Fact]
    public async Task Key_files_that_others_may_read_are_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have other rights on Windows");
        string key = Path.Combine(Directory.CreateTempSubdirectory("doctor-").FullName, "miner.key");
        await File.WriteAllTextAsync(key, "secret", RawClient.Token);
        Patient patient = Examination.Patient(configuration => configuration["server"]!["tls"] = new JsonObject { ["certificate"] = key + ".crt", ["key"] = key });

        SetMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        (await Examination.OfAsync(new FileDiagnosis(), patient)).ShouldHold("key files", Outcome.Fail, $"others may read or write {key}");
        SetMode(key, UnixFileMode.UserRead);
        (await Examination.OfAsync(new FileDiagnosis(), patient)).ShouldHold("key files", Outcome.Pass, key);
    }

    [Fact]
    public async Task A_state_directory_that_cannot_be_written_is_told() =>
        (await Examination.OfAsync(new FileDiagnosis(), Examination.Patient(configuration => configuration["server"]!["state_dir"] = "/dev/null/state"))).ShouldHold("state", Outcome.Fail, "cannot be written");

    [Fact]
    public async Task Room_and_open_files_are_told()
    {
        IReadOnlyList<Finding> findings = await Examination.OfAsync(new MachineDiagnosis(), Examination.Patient());

        findings.Count(finding => finding.Check == "disk").ShouldBe(2);
        if (OperatingSystem.IsLinux())
        {
            findings.ShouldContain(finding => finding.Check == "open files" && finding.Text.Any(char.IsDigit));
        }
    }

    [Theory]
    [InlineData(0, 1, Outcome.Pass)]
    [InlineData(2_500, 1, Outcome.Warn)]
    [InlineData(-10_000, 1, Outcome.Fail)]
    [InlineData(0, 0, Outcome.Unknown)]
    public async Task The_clock_is_compared_with_a_server_of_time(int milliseconds, byte stratum, object outcome)
    {
        using UdpClient server = new(new IPEndPoint(IPAddress.Loopback, 0));
        Task answering = AnswerAsync(server, milliseconds, stratum);
        Patient patient = Examination.Patient() with { TimeServer = server.Client.LocalEndPoint!.ToString()! };

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new ClockDiagnosis(), patient);

        await answering;
        findings.ShouldHold("clock", (Outcome)outcome, patient.TimeServer);
    }

    [Fact]
    public async Task A_server_of_time_that_is_silent_says_nothing_of_the_clock()
    {
        using UdpClient server = new(new IPEndPoint(IPAddress.Loopback, 0));

        (await Examination.OfAsync(new ClockDiagnosis(), Examination.Patient() with { TimeServer = server.Client.LocalEndPoint!.ToString()! })).ShouldHold("clock", Outcome.Unknown, "does not tell the time");
    }

    [Fact]
    public async Task Backends_are_asked()
    {
        await using StubBackend well = StubBackend.StartOk();
        await using StubBackend ill = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}", 503));
        string gone = $"http://127.0.0.1:{BackendFaultTests.FreePort()}";
        Patient patient = Examination.Patient(
            configuration =>
            {
                configuration["services"]!["training_server_url"] = ill.Url;
                configuration["routes"] = new JsonArray(new JsonObject { ["path"] = "/edit", ["backend"] = gone });
            },
            backend: well.Url);

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new BackendDiagnosis(), patient);

        findings.ShouldHold("backend", Outcome.Pass, $"127.0.0.1:{well.Port} answers");
        findings.ShouldHold("backend", Outcome.Fail, $"127.0.0.1:{ill.Port} answers GET /health with 503");
        findings.ShouldHold("backend", Outcome.Fail, $"{new Uri(gone).Authority} cannot be reached");
    }

    [Theory]
    [InlineData("echo 'NVIDIA H100 PCIe, 570.172.08, 81559 MiB'", Outcome.Pass, Outcome.Pass)]
    [InlineData("echo 'NVIDIA H100 PCIe, 535.104.05, 81559 MiB'", Outcome.Pass, Outcome.Warn)]
    [InlineData("echo 'NVIDIA A100-SXM4-80GB, 570.172.08, 81920 MiB'", Outcome.Warn, Outcome.Pass)]
    [InlineData("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver' >&2; exit 9", Outcome.Fail, null)]
    public async Task GPUs_and_drivers_are_told(string script, object gpu, object? driver)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is a shell script");
        string directory = Directory.CreateTempSubdirectory("doctor-").FullName;
        string path = Path.Combine(directory, "nvidia-smi");
        await File.WriteAllTextAsync(path, "#!/bin/sh\n" + script + "\n", RawClient.Token);
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new GpuDiagnosis(), Examination.Patient() with { Tools = directory });

        findings.Single(finding => finding.Check == "GPU").Outcome.ShouldBe((Outcome)gpu);
        findings.SingleOrDefault(finding => finding.Check == "driver")?.Outcome.ShouldBe((Outcome)driver!);
        (await Examination.OfAsync(new GpuDiagnosis(), Examination.Patient() with { Tools = "/nowhere" })).ShouldHold("GPU", Outcome.Unknown, "is not on this machine");
    }

    [Theory]
    [InlineData("127.0.0.1", "a loopback address")]
    [InlineData("10.0.0.7", "a private address")]
    [InlineData("no-such-host.invalid", "has no address in the DNS")]
    public async Task An_address_that_nobody_reaches_is_told(string address, string text) =>
        (await Examination.OfAsync(new AddressDiagnosis(), Examination.Patient() with { Public = MinerEndpoint.Create(address, "9999") })).ShouldHold("address", Outcome.Fail, text);

    [Fact]
    public async Task A_public_address_passes_and_none_is_a_warning()
    {
        (await Examination.OfAsync(new AddressDiagnosis(), Examination.Patient() with { Public = MinerEndpoint.Create("8.8.8.8", "9999") })).ShouldHold("address", Outcome.Pass, "a public address");
        (await Examination.OfAsync(new AddressDiagnosis(), Examination.Patient())).ShouldHold("address", Outcome.Warn, "nobody says");
    }

    [Fact]
    public async Task The_command_prints_the_list_and_ends_with_1_where_something_fails()
    {
        string directory = Directory.CreateTempSubdirectory("doctor-").FullName;
        JsonObject configuration = RunningProxy.Configuration("http://127.0.0.1:1");
        configuration["server"] = new JsonObject { ["state_dir"] = directory };
        string path = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);

        (int exitCode, string output, _) = await ProxyProcess.RunAsync(["doctor", "--offline", "--json", "-c", path]);
        exitCode.ShouldBe(1, output);
        JsonNode list = JsonNode.Parse(output)!;
        list["healthy"]!.GetValue<bool>().ShouldBeFalse();
        JsonNode backend = list["findings"]!.AsArray().Single(finding => finding!["check"]!.GetValue<string>() == "backend")!;
        (backend["outcome"]!.GetValue<string>(), backend["fix"]!.GetValue<string>()).ShouldBe(("fail", "start it, or correct its address: every job gets 502"));

        (exitCode, output, _) = await ProxyProcess.RunAsync(["doctor", "--offline", "-c", path]);
        exitCode.ShouldBe(1);
        output.ShouldContain("FAIL     backend: 127.0.0.1:1 cannot be reached");
        (await ProxyProcess.RunAsync(["doctor", "--address", "https://x/", "-c", path])).ExitCode.ShouldBe(2);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static async Task AnswerAsync(UdpClient server, int milliseconds, byte stratum)
    {
        UdpReceiveResult question = await server.ReceiveAsync(RawClient.Token);
        byte[] answer = new byte[48];
        answer[0] = 0x24;
        answer[1] = stratum;
        double seconds = (DateTimeOffset.UtcNow.AddMilliseconds(milliseconds) - new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
        foreach (int offset in new[] { 32, 40 })
        {
            BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(offset), (uint)(ulong)seconds);
            BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(offset + 4), (uint)((seconds - Math.Floor(seconds)) * uint.MaxValue));
        }

        await server.SendAsync(answer, question.RemoteEndPoint, RawClient.Token);
    }
}
