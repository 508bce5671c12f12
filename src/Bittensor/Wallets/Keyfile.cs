using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Wallets;

/// <summary>A key file that was read, plain or encrypted. The files of hotkeys and public files come here, never a coldkey.</summary>
internal sealed class Keyfile : IDisposable
{
    private readonly string _path;
    private readonly SecretBytes? _json;
    private readonly IKeyfileCipher? _cipher;
    private readonly UnixFileMode? _mode;

    private Keyfile(string path, SecretBytes? json, IKeyfileCipher? cipher, UnixFileMode? mode)
    {
        _path = path;
        _json = json;
        _cipher = cipher;
        _mode = mode;
    }

    internal KeyfileEncryption Encryption => _cipher?.Encryption ?? KeyfileEncryption.None;

    /// <summary>Reads a file.</summary>
    /// <exception cref="WalletException">It cannot be read, or is encrypted and damaged.</exception>
    internal static Keyfile Read(string path)
    {
        using KeyfileContents contents = KeyfileContents.Read(path);
        return Parse(path, contents.Bytes.Span, contents.Mode);
    }

    /// <summary>Takes what a file holds; wiping that is left to the caller.</summary>
    /// <exception cref="WalletException">It is encrypted and damaged.</exception>
    internal static Keyfile Parse(string path, ReadOnlySpan<byte> contents, UnixFileMode? mode = null)
    {
        IKeyfileCipher? cipher =
            contents.StartsWith(NaClCipher.Magic) ? NaClCipher.Parse(path, contents)
            : contents.StartsWith(AnsibleVaultCipher.Magic) ? AnsibleVaultCipher.Parse(path, contents)
            : contents.StartsWith(FernetCipher.Magic) ? FernetCipher.Parse(path, contents)
            : null;
        return new(path, cipher is null ? SecretBytes.CopyOf(contents) : null, cipher, mode);
    }

    /// <summary>The key of a plain file.</summary>
    /// <exception cref="InvalidOperationException">The file is encrypted.</exception>
    /// <exception cref="WalletException">The file holds no usable key.</exception>
    internal KeyfileKey Open() =>
        ReadKey((_json ?? throw new InvalidOperationException("an encrypted file is opened with a password")).Span);

    /// <summary>Decrypts the file. Takes seconds; see <see cref="KeyDerivationGate"/>.</summary>
    /// <returns>The key, or null if the password is wrong or the file was changed.</returns>
    /// <exception cref="InvalidOperationException">The file is not encrypted.</exception>
    /// <exception cref="WalletException">The file is damaged or holds no usable key, or there is not enough memory.</exception>
    internal KeyfileKey? Decrypt(ReadOnlySpan<byte> password)
    {
        using SecretBytes? json =
            (_cipher ?? throw new InvalidOperationException("a plain file is opened without a password")).Decrypt(password);
        return json is null ? null : ReadKey(json.Span);
    }

    /// <summary>The public key that a public file names, even if the file holds a secret by mistake.</summary>
    /// <exception cref="WalletException">It is encrypted or names no key.</exception>
    internal KeyfileKey OpenPublic()
    {
        if (_json is null)
        {
            throw new WalletException(
                WalletFailure.NotAKeyfile,
                _path,
                "a public file is not encrypted, so something else was copied here; make it anew (btcli wallet regen-coldkeypub)");
        }

        using KeyfileMembers members = KeyfileJson.Parse(_path, _json.Span);
        List<WalletWarning> warnings = [];
        if (members.HasSecret)
        {
            warnings.Add(WalletWarning.Of(
                WalletWarningKind.PublicFileHoldsSecret, _path, "this file should be public, but it holds a secret; remove that from it"));
        }

        AccountId account = StatedKeys.Read(_path, members);
        StatedKeys.Compare(_path, members, account, warnings);
        return new(null, account, warnings);
    }

    /// <summary>Wipes what was read.</summary>
    public void Dispose() => _json?.Dispose();

    private KeyfileKey ReadKey(ReadOnlySpan<byte> json)
    {
        using KeyfileMembers members = KeyfileJson.Parse(_path, json);
        List<WalletWarning> warnings = [];
        Keypair? pair = SecretMembers.Open(_path, members, warnings);
        try
        {
            AccountId account = pair?.PublicKey ?? StatedKeys.Read(_path, members);
            StatedKeys.Compare(_path, members, account, warnings);
            if (members.HasForeignValue)
            {
                warnings.Add(WalletWarning.Of(
                    WalletWarningKind.UnreadableElsewhere,
                    _path,
                    "it has a member that is neither text nor null, so that btwallet cannot read it; remove that"));
            }

            if (pair is not null)
            {
                WarnOfAccess(warnings);
            }

            return new(pair, account, warnings);
        }
        catch
        {
            pair?.Dispose();
            throw;
        }
    }

    private void WarnOfAccess(List<WalletWarning> warnings)
    {
        const UnixFileMode MayRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode MayChange = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if ((_mode & (MayRead | MayChange)) is { } others && others != UnixFileMode.None)
        {
            string may =
                (others & MayRead) == UnixFileMode.None ? "change"
                : (others & MayChange) == UnixFileMode.None ? "read"
                : "read and change";
            warnings.Add(WalletWarning.Of(
                WalletWarningKind.AccessibleByOthers,
                _path,
                $"it holds a secret, and users other than its owner may {may} it; take that away: chmod 600 '{_path}'"));
        }
    }
}
