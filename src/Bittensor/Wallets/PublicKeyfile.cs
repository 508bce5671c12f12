using Substrate.Cryptography;

namespace Bittensor.Wallets;

/// <summary>Files beside a wallet's keys that only say who they are: <c>coldkeypub.txt</c> and <c>&lt;hotkey&gt;pub.txt</c>.</summary>
internal static class PublicKeyfile
{
    /// <summary>
    /// The account that a public file names; null if there is none or, with a warning, if it or a link in its place cannot be used.
    /// </summary>
    internal static AccountId? TryRead(string path, List<WalletWarning> warnings)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            return null;
        }

        try
        {
            using Keyfile file = Keyfile.Read(path);
            using KeyfileKey key = file.OpenPublic();
            warnings.AddRange(key.Warnings);
            return key.Account;
        }
        catch (WalletException exception)
        {
            warnings.Add(new(WalletWarningKind.PublicFileUnusable, path, exception.Message));
            return null;
        }
    }
}
