using System.Buffers;
using System.Text;
using Substrate.Cryptography;
using Substrate.Cryptography.Ss58;

namespace Bittensor.Wallets;

/// <summary>What a key file says its public key is: <c>ss58Address</c>, <c>publicKey</c>, <c>accountId</c>.</summary>
/// <remarks>
/// No btwallet compares them with the key that the secret gives. Without a secret, <c>ss58Address</c> counts, of whatever network it
/// is (btwallet takes those in its registry), else <c>publicKey</c>, which btwallet ignores.
/// </remarks>
internal static class StatedKeys
{
    private static readonly KeyfileMember[] Hex = [KeyfileMember.PublicKey, KeyfileMember.AccountId];

    /// <summary>The key of a file without a secret.</summary>
    /// <exception cref="WalletException">It names none, or what it names is none.</exception>
    internal static AccountId Read(string path, KeyfileMembers members)
    {
        bool hasAddress = members.TryGet(KeyfileMember.Ss58Address, out ReadOnlySpan<byte> address);
        bool hasPublicKey = members.TryGet(KeyfileMember.PublicKey, out ReadOnlySpan<byte> publicKey);
        if (!hasAddress && !hasPublicKey)
        {
            throw new WalletException(
                WalletFailure.NotAKeyfile, path, "the file names no key: it has no phrase, no seed, no private key and no address");
        }

        AccountId account;
        string? fault = hasAddress ? ReadAddress(address, out account, out _) : ReadHex(publicKey, out account);
        return fault is null
            ? account
            : throw new WalletException(
                WalletFailure.Corrupt,
                path,
                $"its {(hasAddress ? "ss58Address" : "publicKey")} is no key: {fault}; restore the file from a backup");
    }

    /// <summary>Compares what a file says with its key.</summary>
    internal static void Compare(string path, KeyfileMembers members, AccountId account, List<WalletWarning> warnings)
    {
        if (members.TryGet(KeyfileMember.Ss58Address, out ReadOnlySpan<byte> address))
        {
            string? fault = ReadAddress(address, out AccountId stated, out ushort prefix);
            Compare(path, "ss58Address", fault, stated, account, warnings);
            if (fault is null && prefix != Ss58Address.GenericPrefix)
            {
                warnings.Add(WalletWarning.Of(
                    WalletWarningKind.ForeignAddressPrefix,
                    path,
                    $"its ss58Address is written for the network with prefix {prefix}; on Bittensor the same key is {stated}"));
            }
        }

        foreach (KeyfileMember member in Hex)
        {
            if (members.TryGet(member, out ReadOnlySpan<byte> hex))
            {
                Compare(path, KeyfileMembers.NameOf(member), ReadHex(hex, out AccountId stated), stated, account, warnings);
            }
        }
    }

    private static void Compare(
        string path, string member, string? fault, AccountId stated, AccountId account, List<WalletWarning> warnings)
    {
        if (fault is not null)
        {
            warnings.Add(WalletWarning.Of(
                WalletWarningKind.StatedKeyUnusable, path, $"its {member} is no key: {fault}; correct or remove it"));
        }
        else if (stated != account)
        {
            warnings.Add(WalletWarning.Of(
                WalletWarningKind.StatedKeyDiffers,
                path,
                $"its {member} says {stated}, but its key is {account}; the file was mixed from two"));
        }
    }

    private static string? ReadAddress(ReadOnlySpan<byte> text, out AccountId account, out ushort prefix)
    {
        // A byte that is not ASCII becomes a character that no address has.
        Span<char> characters = stackalloc char[Ss58Address.MaxLength];
        account = default;
        prefix = 0;
        if (text.Length > characters.Length)
        {
            return "it is too long for an address";
        }

        characters = characters[..Encoding.ASCII.GetChars(text, characters)];
        return Ss58Address.TryDecode(characters, out account, out prefix, out Ss58Error error) ? null : error switch
        {
            Ss58Error.WrongChecksum => "its checksum is wrong, so a character was changed",
            Ss58Error.WrongLength => "its length is wrong",
            _ => "it is no SS58 address",
        };
    }

    private static string? ReadHex(ReadOnlySpan<byte> text, out AccountId account)
    {
        Span<byte> bytes = stackalloc byte[AccountId.Length];
        ReadOnlySpan<byte> digits = text.StartsWith("0x"u8) ? text[2..] : text;
        bool valid = digits.Length == 2 * bytes.Length && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;
        account = valid ? AccountId.FromBytes(bytes) : default;
        return valid ? null : "it is not 0x and 64 hex digits";
    }
}
