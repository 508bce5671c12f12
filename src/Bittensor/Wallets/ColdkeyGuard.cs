namespace Bittensor.Wallets;

/// <summary>Keeps coldkeys shut: the one door to key files refuses a path that is, or links to, <c>&lt;name&gt;/coldkey</c>.</summary>
internal static class ColdkeyGuard
{
    /// <summary>Refuses the path of a coldkey before anything is opened.</summary>
    /// <exception cref="WalletException">It is one.</exception>
    internal static void Check(string path)
    {
        string file = Target(Path.GetFullPath(path), static link => File.ResolveLinkTarget(link, returnFinalTarget: true));
        if (Path.GetFileName(file.AsSpan()) is not "coldkey")
        {
            return;
        }

        // A hotkey may be called coldkey as well; where its directory is a link, the real directory decides.
        string directory = Target(
            Path.GetDirectoryName(file) ?? file, static link => Directory.ResolveLinkTarget(link, returnFinalTarget: true));
        if (Path.GetFileName(directory.AsSpan()) is not "hotkeys")
        {
            throw new WalletException(
                WalletFailure.ColdkeyRefused,
                path,
                "this is a coldkey, and coldkeys are never opened here; a hotkey signs, and coldkeypub.txt tells the coldkey's address");
        }
    }

    private static string Target(string path, Func<string, FileSystemInfo?> resolve)
    {
        try
        {
            return resolve(path)?.FullName ?? path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at cannot be opened either, and opening it says why.
            return path;
        }
    }
}
