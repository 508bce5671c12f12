using System.Text;
using Bittensor.Wallets;

namespace Bittensor.Tests.Support;

/// <summary>A directory of wallets that lasts as long as a test, in an environment of its own.</summary>
internal sealed class TemporaryWallets : IDisposable
{
    public const string Hotkey = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    public const string HotkeyJson = """{"secretSeed":"0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a"}""";
    public const string Coldkey = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bittensor-tests-");

    public TemporaryWallets()
    {
        if (!OperatingSystem.IsWindows())
        {
            _directory.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }
    }

    public string Root => _directory.FullName;

    public Dictionary<string, string> Variables { get; } = [];

    public WalletEnvironment Environment => new(Variables.GetValueOrDefault, Root);

    public string Path(params string[] path) => System.IO.Path.Combine([Root, .. path]);

    public WalletLocation Location(string name = "miner", string hotkey = "hot") =>
        WalletLocation.Resolve(name, hotkey, Root, Environment);

    public Wallet Open(string name = "miner", string hotkey = "hot") => Wallet.Open(Location(name, hotkey), Environment);

    /// <summary>Writes a file that only its owner can read, with the directories above it.</summary>
    public string Write(string[] path, byte[] contents)
    {
        string file = Path(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, contents);
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    /// <summary>Sets the permissions of a file or directory, where there are any.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    public string Write(string[] path, string contents) => Write(path, Encoding.UTF8.GetBytes(contents));

    /// <summary>Writes the hotkey <c>hot</c> of the wallet <c>miner</c>.</summary>
    public string WriteHotkey(byte[] contents) => Write(["miner", "hotkeys", "hot"], contents);

    public string WriteHotkey(string contents) => WriteHotkey(Encoding.UTF8.GetBytes(contents));

    /// <summary>Writes a file with an address only.</summary>
    public string WritePublic(string[] path, string address) => Write(path, $$"""{"ss58Address":"{{address}}"}""");

    public void Dispose() => _directory.Delete(recursive: true);
}
