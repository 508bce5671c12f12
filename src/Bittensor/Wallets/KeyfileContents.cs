using Microsoft.Win32.SafeHandles;

namespace Bittensor.Wallets;

/// <summary>The bytes of a key file, in memory for secrets, and who may read them on disk. The only place that opens key files.</summary>
internal sealed class KeyfileContents : IDisposable
{
    /// <summary>The longest key file in bytes. The longest that any tool writes (an Ansible Vault) has under 4 KiB.</summary>
    internal const int MaxLength = 16 * 1024;

    private KeyfileContents(string path, SecretBytes bytes, UnixFileMode? mode)
    {
        Path = path;
        Bytes = bytes;
        Mode = mode;
    }

    internal string Path { get; }

    internal SecretBytes Bytes { get; }

    /// <summary>The permissions of the file that was read, after any link; null on Windows, which has none of this kind.</summary>
    internal UnixFileMode? Mode { get; }

    /// <summary>Reads a file that is short enough to be a key file, and of a longer one no more than that.</summary>
    /// <exception cref="WalletException">It is missing, unreadable, a directory, too long, or a coldkey.</exception>
    internal static KeyfileContents Read(string path)
    {
        ColdkeyGuard.Check(path);
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            UnixFileMode? mode = OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(file);
            return new(path, ReadAll(file, path), mode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, exception);
        }
    }

    /// <summary>Wipes the bytes.</summary>
    public void Dispose() => Bytes.Dispose();

    private static SecretBytes ReadAll(SafeFileHandle file, string path)
    {
        SecretBytes bytes = SecretBytes.Allocate(MaxLength + 1);
        try
        {
            int length = 0;
            int read;
            do
            {
                read = RandomAccess.Read(file, bytes.Span[length..], length);
                length += read;
            }
            while (read > 0 && length < bytes.Length);

            if (length > MaxLength)
            {
                throw new WalletException(
                    WalletFailure.NotAKeyfile,
                    path,
                    $"the file is longer than {MaxLength / 1024} KiB, so it is no key file; check the wallet's path and names");
            }

            bytes.Shorten(length);
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static WalletException Failed(string path, Exception exception)
    {
        if (Directory.Exists(path))
        {
            return new(WalletFailure.NotAKeyfile, path, "this is a directory, not a key file; check the wallet's path and names");
        }

        return exception switch
        {
            FileNotFoundException or DirectoryNotFoundException => new(WalletFailure.Missing, path, Missing(path)),
            UnauthorizedAccessException => new(
                WalletFailure.Unreadable,
                path,
                $"the user '{Environment.UserName}' may not read it; "
                    + "run as its owner, or let that user read the file and enter its directories"),
            _ => new(WalletFailure.Unreadable, path, $"it cannot be read: {exception.Message}"),
        };
    }

    private static string Missing(string path) =>
        new FileInfo(path).LinkTarget is { } target && !PathSegment.HasUnprintable(target)
            ? $"this is a link to {target}, which does not exist; make the link anew or restore the file"
            : "there is no such file; check the wallet's path and names";
}
