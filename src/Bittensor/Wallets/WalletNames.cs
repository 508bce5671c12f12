namespace Bittensor.Wallets;

/// <summary>Says what is there instead where a wallet or hotkey is missing.</summary>
internal static class WalletNames
{
    private const int Most = 10;

    /// <summary>There is no such wallet, or nobody lets us see it.</summary>
    internal static WalletException WalletMissing(WalletLocation location)
    {
        try
        {
            string listed = Listed("wallets", location.Root, Directory.EnumerateDirectories(location.Root));
            return new(
                WalletFailure.Missing,
                location.WalletDirectory,
                $"there is no wallet '{location.Name}'; {listed}; check the wallet's name and path");
        }
        catch (UnauthorizedAccessException)
        {
            return new(
                WalletFailure.Unreadable,
                location.Root,
                $"the user '{Environment.UserName}' may not look into this directory; run as its owner, or let that user enter it");
        }
        catch (IOException)
        {
            return new(WalletFailure.Missing, location.Root, "there is no such directory of wallets; check the wallet's path");
        }
    }

    /// <summary>There is no such hotkey.</summary>
    internal static WalletException HotkeyMissing(WalletLocation location)
    {
        string listed;
        try
        {
            listed = Listed("hotkeys", location.HotkeyDirectory, Directory.EnumerateFiles(location.HotkeyDirectory));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            listed = "it has no hotkeys";
        }

        return new(
            WalletFailure.Missing,
            location.HotkeyFile,
            $"there is no hotkey '{location.Hotkey}' in the wallet '{location.Name}'; {listed}; "
                + "check the names of hotkey and wallet, and the path");
    }

    private static string Listed(string what, string directory, IEnumerable<string> paths)
    {
        string[] names = [.. paths.Select(path => Path.GetFileName(path)).Where(IsName).Order(StringComparer.Ordinal).Take(Most + 1)];
        return names.Length == 0
            ? $"there are no {what} in {directory}"
            : $"{what} in {directory}: {string.Join(", ", names.Take(Most))}{(names.Length > Most ? ", …" : "")}";
    }

    // Public files lie beside the hotkeys, and editors and systems leave hidden files.
    private static bool IsName(string name) =>
        !name.StartsWith('.') && !name.EndsWith("pub.txt", StringComparison.Ordinal) && !PathSegment.HasUnprintable(name);
}
