using System.Diagnostics;
using System.Text.Json.Nodes;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>Who may read what must be nobody else's, and whether there is room.</summary>
public class FileTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersDirectory = Owner | UnixFileMode.UserExecute;

    private readonly string _directory = Directory.CreateTempSubdirectory("doctor-").FullName;

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public async Task A_TLS_key_that_others_may_read_is_told(UnixFileMode open)
    {
        string key = Write("miner.key", Owner | open);
        Patient patient = Examination.Patient(configuration => configuration["server"]!["tls"] = new JsonObject { ["certificate"] = key + ".crt", ["key"] = key });

        (await Examination.OfAsync(new FileDiagnosis(), patient)).ShouldHold("key files", Outcome.Fail, $"others may read or write {key} ({open})", $"chmod 600 {key}");
        SetMode(key, Owner);
        (await Examination.OfAsync(new FileDiagnosis(), patient)).ShouldHold("key files", Outcome.Pass, key);
    }

    [Fact]
    public async Task So_are_the_admin_token_and_a_configuration_with_secrets()
    {
        Patient patient = Examination.Patient(configuration =>
        {
            configuration["server"]!["state_dir"] = _directory;
            configuration["admin"] = new JsonObject { ["token"] = new string('t', 40) };
        });
        string token = Write("admin.token", Owner | UnixFileMode.OtherRead);
        SetMode(patient.Reading.FilePath!, Owner | UnixFileMode.GroupRead);

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new FileDiagnosis(), patient);

        findings.ShouldHold("key files", Outcome.Fail, token, $"chmod 600 {token}");
        findings.ShouldHold("key files", Outcome.Fail, patient.Reading.FilePath!, $"chmod 600 {patient.Reading.FilePath}");
    }

    [Fact]
    public async Task A_state_directory_that_others_may_write_to_is_told_and_one_that_cannot_be_written()
    {
        Patient patient = Examination.Patient(configuration => configuration["server"]!["state_dir"] = _directory);
        SetMode(_directory, OwnersDirectory | UnixFileMode.OtherWrite);
        (await Examination.OfAsync(new FileDiagnosis(), patient)).ShouldHold("state", Outcome.Fail, "others may put files into", $"chmod 700 {_directory}");
        SetMode(_directory, OwnersDirectory);
        (await Examination.OfAsync(new FileDiagnosis(), patient)).ShouldHold("state", Outcome.Pass, "can be written");

        (await Examination.OfAsync(new FileDiagnosis(), Examination.Patient(configuration => configuration["server"]!["state_dir"] = "/dev/null/state")))
            .ShouldHold("state", Outcome.Fail, "cannot be written", "server.state_dir");
    }

    [Fact]
    public async Task Hotkeys_and_wallets_that_others_may_read_or_change_are_told()
    {
        string wallet = Path.Combine(_directory, "miner");
        string hotkeys = Path.Combine(wallet, "hotkeys");
        Directory.CreateDirectory(hotkeys);
        Array.ForEach([_directory, wallet, hotkeys], path => SetMode(path, OwnersDirectory));
        string hotkey = Write("miner/hotkeys/default", Owner | UnixFileMode.GroupRead);
        Write("miner/hotkeys/defaultpub.txt", Owner | UnixFileMode.OtherRead);
        Write("miner/coldkeypub.txt", Owner | UnixFileMode.OtherRead);
        Patient patient = Examination.Patient() with { Wallets = _directory };

        IReadOnlyList<Finding> findings = await Examination.OfAsync(new WalletDiagnosis(), patient);
        findings.ShouldHaveSingleItem().Outcome.ShouldBe(Outcome.Fail, "public keys are for everybody");
        findings.ShouldHold("wallet", Outcome.Fail, $"others may read or write {hotkey} (GroupRead)", $"chmod 600 {hotkey}");

        SetMode(hotkey, Owner);
        (await Examination.OfAsync(new WalletDiagnosis(), patient)).ShouldHold("wallet", Outcome.Pass, $"{wallet}: 1 key files, which only their owner may read");

        foreach (string path in new[] { _directory, wallet, hotkeys })
        {
            SetMode(path, OwnersDirectory | UnixFileMode.GroupWrite);
            (await Examination.OfAsync(new WalletDiagnosis(), patient)).ShouldHold("wallet", Outcome.Fail, $"others may put files into {path}", $"chmod 700 {path}");
            SetMode(path, OwnersDirectory);
        }
    }

    [Fact]
    public async Task A_coldkey_on_the_machine_is_told_whatever_its_mode()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "miner"));
        string coldkey = Write("miner/coldkey", Owner);
        Patient patient = Examination.Patient() with { Wallets = _directory };

        (await Examination.OfAsync(new WalletDiagnosis(), patient)).ShouldHold("wallet", Outcome.Warn, $"{coldkey} is on this machine", "keep it on another machine");
        SetMode(coldkey, Owner | UnixFileMode.OtherRead);
        (await Examination.OfAsync(new WalletDiagnosis(), patient)).ShouldHold("wallet", Outcome.Fail, coldkey, $"chmod 600 {coldkey}");
    }

    [Fact]
    public async Task A_machine_without_wallets_serves_as_well() =>
        (await Examination.OfAsync(new WalletDiagnosis(), Examination.Patient() with { Wallets = "/nowhere" })).ShouldHold("wallet", Outcome.Pass, "serving needs no key");

    [Theory]
    [InlineData("8m", Outcome.Fail, "make room: without it requests get 503")]
    [InlineData("300m", Outcome.Warn, "make room: long bodies")]
    public async Task A_disk_that_fills_up_is_told(string size, object outcome, string fix)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "a small file system is mounted, which only root may do");
        (await RunAsync("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", _directory)).ShouldBe(0);
        try
        {
            (await Examination.OfAsync(new MachineDiagnosis(), Examination.Patient(configuration => configuration["server"]!["state_dir"] = _directory)))
                .ShouldHold("disk", (Outcome)outcome, $"GiB are free at {_directory}", fix);
        }
        finally
        {
            (await RunAsync("umount", _directory)).ShouldBe(0);
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(RawClient.Token);
        return process.ExitCode;
    }

    private string Write(string name, UnixFileMode mode)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, "secret");
        SetMode(path, mode);
        return path;
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have other rights on Windows");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
