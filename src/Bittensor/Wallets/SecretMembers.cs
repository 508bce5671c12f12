using System.Runtime.InteropServices;
using System.Text;
using Substrate.Cryptography;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Wallets;

/// <summary>Makes the key pair of a key file from the secrets in it.</summary>
/// <remarks>
/// A file may hold a phrase, a seed and an expanded key. The current btwallet uses the first of these three that is there, the old
/// Python one prefers the seed to the phrase. So a phrase and a seed of two keys are refused: whichever were taken, one of the tools
/// would sign as somebody else. What no tool would have used (an expanded key beside a phrase or seed, a seed beside a phrase that is
/// no seed) only earns a warning. As in btwallet, a seed may have 64 bytes and is then an expanded key, and the other way round.
/// </remarks>
internal static class SecretMembers
{
    private static readonly KeyfileMember[] InOrder = [KeyfileMember.SecretPhrase, KeyfileMember.SecretSeed, KeyfileMember.PrivateKey];

    /// <summary>The pair that the first secret gives, after the others were compared with it; null if there is none.</summary>
    /// <exception cref="WalletException">The first secret cannot be used, or phrase and seed contradict each other.</exception>
    internal static Keypair? Open(string path, KeyfileMembers members, List<WalletWarning> warnings)
    {
        Keypair? pair = null;
        KeyfileMember source = default;
        foreach (KeyfileMember member in InOrder.Where(members.Has))
        {
            try
            {
                Keypair read = Read(members, member);
                if (pair is null)
                {
                    (pair, source) = (read, member);
                    continue;
                }

                using (read)
                {
                    if (read.PublicKey != pair.PublicKey)
                    {
                        Differs(path, (source, pair), (member, read), warnings);
                    }
                }
            }
            catch (KeyMaterialException exception)
            {
                string reason = $"its {KeyfileMembers.NameOf(member)} cannot be used: {exception.Message}";
                if (pair is null)
                {
                    throw new WalletException(WalletFailure.Corrupt, path, reason);
                }

                warnings.Add(WalletWarning.Of(
                    WalletWarningKind.SecretUnusable,
                    path,
                    $"{reason}; the key was made from its {KeyfileMembers.NameOf(source)} instead"));
            }
            catch
            {
                pair?.Dispose();
                throw;
            }
        }

        return pair;
    }

    private static void Differs(
        string path, (KeyfileMember Member, Keypair Pair) used, (KeyfileMember Member, Keypair Pair) other, List<WalletWarning> warnings)
    {
        string reason = $"its {KeyfileMembers.NameOf(used.Member)} gives {used.Pair.PublicKey}, "
            + $"but its {KeyfileMembers.NameOf(other.Member)} gives {other.Pair.PublicKey}; remove the wrong one";
        if (other.Member == KeyfileMember.SecretSeed)
        {
            throw new WalletException(WalletFailure.Contradictory, path, reason);
        }

        warnings.Add(WalletWarning.Of(WalletWarningKind.SecretDiffers, path, $"{reason} (the first is used, as other tools do)"));
    }

    private static Keypair Read(KeyfileMembers members, KeyfileMember member)
    {
        members.TryGet(member, out ReadOnlySpan<byte> text);
        if (member == KeyfileMember.SecretPhrase)
        {
            // UTF-16 takes no more units than UTF-8 takes bytes.
            using SecretBytes characters = SecretBytes.Allocate(text.Length * sizeof(char));
            Span<char> phrase = MemoryMarshal.Cast<byte, char>(characters.Span);
            using Mnemonic mnemonic = Mnemonic.Parse(phrase[..Encoding.UTF8.GetChars(text, phrase)]);
            return mnemonic.ToKeypair();
        }

        using SecretBytes secret = HexSecret.Read(text);
        return Keypair.FromSecret(secret.Span);
    }
}
