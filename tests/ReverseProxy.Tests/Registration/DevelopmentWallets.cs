using Fixtures;

namespace ReverseProxy.Tests.Registration;

/// <summary>A directory of wallets whose hotkeys are keys of the development phrase: the wallet <c>alice</c> has <c>//Alice</c>.</summary>
internal sealed class DevelopmentWallets : IDisposable
{
    public const string Coldkey = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("proxy-wallets-");

    public string Root => _directory.FullName;

    /// <summary>The options that name the wallet of a key, which is written where it is not there yet.</summary>
    public string[] Options(string uri)
    {
        string name = uri.Trim('/').Replace('/', '-').ToLowerInvariant();
        string hotkey = Path.Combine(Root, name, "hotkeys", "hot");
        if (!File.Exists(hotkey))
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(hotkey)!);
            Write(hotkey, DevelopmentKey.File(uri));
            Write(Path.Combine(Root, name, "coldkeypub.txt"), $$"""{"ss58Address":"{{Coldkey}}"}""");
        }

        return ["--wallet.path", Root, "--wallet.name", name, "--wallet.hotkey", "hot"];
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
