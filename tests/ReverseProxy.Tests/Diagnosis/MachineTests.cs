using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Bittensor.Registry;
using ReverseProxy.Diagnosis;
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

    [Theory]
    [InlineData(0, 1, Outcome.Pass)]
    [InlineData(2_500, 1, Outcome.Warn)]
    [InlineData(-10_000, 1, Outcome.Fail)]
    [InlineData(10_000, 1, Outcome.Fail)]
    [InlineData(0, 0, Outcome.Unknown)]
    public async Task The_clock_is_compared_with_a_server_of_time(int milliseconds, byte stratum, object outcome)
    {
        using UdpClient server = new(new IPEndPoint(IPAddress.Loopback, 0));
        Task answering = AnswerAsync(server, milliseconds, stratum, RawClient.Token);
        Patient patient = Examination.Patient() with { TimeServer = server.Client.LocalEndPoint!.ToString()! };

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new ClockDiagnosis(), patient);

        await answering;
        findings.ShouldHold("clock", (Outcome)outcome, patient.TimeServer, outcome is Outcome.Pass ? null : "timedatectl");
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
        string gone = $"http://127.0.0.1:{FreePort.Next()}";
        Patient patient = Examination.Patient(
            configuration =>
            {
                configuration["services"]!["training_server_url"] = ill.Url;
                configuration["routes"] = new JsonArray(new JsonObject { ["path"] = "/edit", ["backend"] = gone });
            },
            backend: well.Url);

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new BackendDiagnosis(), patient);

        findings.ShouldHold("backend", Outcome.Pass, $"127.0.0.1:{well.Port} answers");
        findings.ShouldHold("backend", Outcome.Fail, $"127.0.0.1:{ill.Port} answers GET /health with 503", "look at its log");
        findings.ShouldHold("backend", Outcome.Fail, $"{new Uri(gone).Authority} cannot be reached", "start it, or correct its address");
    }

    [Theory]
    [InlineData("""{"services":{"inference":"ready"},"waiting":3}""", Outcome.Pass, "is well by its /state, 3 jobs wait there", null)]
    [InlineData("""{"services":{"inference":"loading"}}""", Outcome.Fail, "is not well: /state: services.inference is \"loading\"", "it gets no jobs until its answer is right")]
    public async Task A_pool_with_a_health_of_its_own_is_asked_that(string answer, object outcome, string text, string? fix)
    {
        await using StubBackend server = StubBackend.Start((request, connection) => connection.WriteJsonAsync(answer, request.Target == "/state" ? 200 : 500));
        Patient patient = Examination.Patient(configuration => configuration["backends"] = new JsonObject
        {
            ["inference"] = new JsonObject
            {
                ["servers"] = new JsonArray(server.Url),
                ["health"] = new JsonObject { ["path"] = "/state", ["field"] = "services.inference", ["equals"] = "ready", ["queue_field"] = "waiting" },
            },
        });

        (await Examination.OfAsync(new BackendDiagnosis(), patient)).ShouldHold("backend", (Outcome)outcome, $"127.0.0.1:{server.Port} {text}", fix);
    }

    [Fact]
    public async Task A_backend_that_hangs_and_one_without_a_usable_address_are_told()
    {
        await using StubBackend hangs = StubBackend.Start((_, connection) => Task.Delay(Timeout.Infinite, connection.Stop));
        Patient patient = Examination.Patient(configuration => configuration["services"]!["training_server_url"] = "nowhere", backend: hangs.Url);

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new BackendDiagnosis(), patient);

        findings.ShouldHold("backend", Outcome.Fail, $"127.0.0.1:{hangs.Port} does not answer GET /health within 10 s", "look whether it hangs");
        findings.ShouldHold("backend", Outcome.Fail, "a service's address is no http(s) URL", "correct services.training_server_url");
    }

    [Theory]
    [InlineData("NVIDIA H100 PCIe, 570.172.08, 81559 MiB", "12.8", Outcome.Pass, Outcome.Pass, Outcome.Pass)]
    [InlineData("NVIDIA H100 PCIe, 535.104.05, 81559 MiB", "12.2", Outcome.Pass, Outcome.Warn, Outcome.Warn)]
    [InlineData("NVIDIA H100 80GB HBM3, 580.65.06, 81559 MiB", "13.0", Outcome.Warn, Outcome.Pass, Outcome.Pass)]
    [InlineData("NVIDIA A100-SXM4-80GB, 570.172.08, 81920 MiB", null, Outcome.Warn, Outcome.Pass, Outcome.Unknown)]
    [InlineData(null, null, Outcome.Fail, null, null)]
    public async Task GPUs_and_drivers_are_told(string? gpus, string? cuda, object gpu, object? driver, object? runtime)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is a shell script");
        string directory = Directory.CreateTempSubdirectory("doctor-").FullName;
        string path = Path.Combine(directory, "nvidia-smi");
        string script = gpus is null
            ? "echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver' >&2; exit 9"
            : $"if [ \"$1\" = -q ]; then echo 'CUDA Version                              : {cuda}'; else echo '{gpus}'; fi";
        await File.WriteAllTextAsync(path, "#!/bin/sh\n" + script + "\n", RawClient.Token);
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new GpuDiagnosis(), Examination.Patient() with { Tools = directory });

        findings.Single(finding => finding.Check == "GPU").Outcome.ShouldBe((Outcome)gpu);
        findings.SingleOrDefault(finding => finding.Check == "driver")?.Outcome.ShouldBe((Outcome)driver!);
        findings.SingleOrDefault(finding => finding.Check == "CUDA")?.Outcome.ShouldBe((Outcome)runtime!);
        findings.ShouldAllBe(finding => finding.Outcome == Outcome.Pass || finding.Outcome == Outcome.Unknown || finding.Fix!.Length > 10);
        (await Examination.OfAsync(new GpuDiagnosis(), Examination.Patient() with { Tools = "/nowhere" })).ShouldHold("GPU", Outcome.Unknown, "is not on this machine");
    }

    [Theory]
    [InlineData("127.0.0.1", "a loopback address")]
    [InlineData("localhost", "localhost is 127.0.0.1, a loopback address")]
    [InlineData("10.0.0.7", "a private address")]
    [InlineData("no-such-host.invalid", "has no address in the DNS")]
    public async Task An_address_that_nobody_reaches_is_told(string address, string text) =>
        (await Examination.OfAsync(new AddressDiagnosis(), Examination.Patient() with { Public = MinerEndpoint.Create(address, "9999") })).ShouldHold("address", Outcome.Fail, text, "regist");

    [Fact]
    public async Task A_public_address_passes_and_none_is_a_warning()
    {
        (await Examination.OfAsync(new AddressDiagnosis(), Examination.Patient() with { Public = MinerEndpoint.Create("8.8.8.8", "9999") })).ShouldHold("address", Outcome.Pass, "a public address");
        (await Examination.OfAsync(new AddressDiagnosis(), Examination.Patient())).ShouldHold("address", Outcome.Warn, "nobody says");
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Tells the true time to whoever asks.</summary>
    internal static async Task AnswerAlwaysAsync(UdpClient server, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await AnswerAsync(server, 0, 1, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task AnswerAsync(UdpClient server, int milliseconds, byte stratum, CancellationToken stop)
    {
        UdpReceiveResult question = await server.ReceiveAsync(stop);
        byte[] answer = new byte[48];
        answer[0] = 0x24;
        answer[1] = stratum;
        double seconds = (DateTimeOffset.UtcNow.AddMilliseconds(milliseconds) - new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
        foreach (int offset in new[] { 32, 40 })
        {
            BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(offset), (uint)(ulong)seconds);
            BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(offset + 4), (uint)((seconds - Math.Floor(seconds)) * uint.MaxValue));
        }

        await server.SendAsync(answer, question.RemoteEndPoint, stop);
    }
}
