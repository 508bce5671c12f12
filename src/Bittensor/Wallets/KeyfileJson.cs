using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Bittensor.Wallets;

/// <summary>Reads the JSON of a key file, from memory for secrets into memory for secrets: no value becomes a string.</summary>
/// <remarks>
/// Strict JSON in UTF-8 without a byte-order mark, as both btwallets read it. The old Python btwallet also took a text of
/// <c>0x</c> and 64 hex digits for a public key; so does this. A member that is neither text nor null makes the current btwallet
/// refuse the file, while the old one ignored it: here it is ignored where it has no meaning, and refused where it has. A member that
/// means something may come only once, although both would take the last.
/// </remarks>
internal static class KeyfileJson
{
    private static readonly KeyfileMember[] Known = Enum.GetValues<KeyfileMember>();

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads what a file says.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">What the file holds, or held before it was encrypted.</param>
    /// <exception cref="WalletException">It is not the JSON of a key file.</exception>
    internal static KeyfileMembers Parse(string path, ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> text = json[Ascii.Trim(json)];
        CheckBeginning(path, text);
        KeyfileMembers members = new(json.Length);
        try
        {
            if (text[0] == (byte)'{')
            {
                Read(path, json, members);
            }
            else
            {
                text.CopyTo(members.Free);
                members.Take(KeyfileMember.PublicKey, text.Length);
            }

            return members;
        }
        catch
        {
            members.Dispose();
            throw;
        }
    }

    private static void CheckBeginning(string path, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            throw Corrupt(path, "the file is empty; restore it from a backup, or make it anew from the phrase (btcli wallet regen-hotkey)");
        }

        if (text.StartsWith(ByteOrderMark))
        {
            throw Corrupt(path, "the file begins with a byte-order mark, which an editor added; save it as UTF-8 without one");
        }

        if (!Utf8.IsValid(text) || !(text[0] == (byte)'{' || text.StartsWith("0x"u8)))
        {
            throw new WalletException(
                WalletFailure.NotAKeyfile,
                path,
                "this is no key file: it is neither a JSON object nor begins as an encrypted one does; check the wallet's path and names");
        }
    }

    private static void Read(string path, ReadOnlySpan<byte> json, KeyfileMembers members)
    {
        Utf8JsonReader reader = new(json);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(path, ref reader, members);
            }

            // Reading on finds whatever stands behind the object.
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            // The reader's own message would quote a byte of the file.
            throw Corrupt(
                path,
                $"the file is no valid JSON from line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}, on: "
                    + "it was cut off or edited; restore it from a backup");
        }
        catch (InvalidOperationException)
        {
            throw Corrupt(path, "a text in the file has an escape that is no character; restore the file from a backup");
        }
    }

    private static void ReadMember(string path, ref Utf8JsonReader reader, KeyfileMembers members)
    {
        KeyfileMember? member = null;
        foreach (KeyfileMember known in Known)
        {
            if (reader.ValueTextEquals(KeyfileMembers.NameOf(known)))
            {
                member = known;
            }
        }

        reader.Read();
        if (member is { } name)
        {
            Take(path, ref reader, members, name);
        }
        else if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            members.HasForeignValue = true;
            reader.Skip();
        }
    }

    private static void Take(string path, ref Utf8JsonReader reader, KeyfileMembers members, KeyfileMember member)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw Corrupt(path, $"its {KeyfileMembers.NameOf(member)} is not a text in quotation marks; restore the file from a backup");
        }

        if (members.Has(member))
        {
            throw Corrupt(path, $"it has {KeyfileMembers.NameOf(member)} twice; remove the wrong one");
        }

        members.Take(member, reader.CopyString(members.Free));
    }

    private static WalletException Corrupt(string path, string reason) => new(WalletFailure.Corrupt, path, reason);
}
