namespace Bittensor.Wallets;

/// <summary>What a key file says, member by member, as UTF-8 text in memory for secrets.</summary>
internal sealed class KeyfileMembers : IDisposable
{
    private const int Count = 6;

    private readonly SecretBytes _text;
    private readonly Range?[] _members = new Range?[Count];
    private int _length;

    /// <summary>Makes room for texts of no more than <paramref name="capacity"/> bytes together.</summary>
    internal KeyfileMembers(int capacity) => _text = SecretBytes.Allocate(capacity);

    /// <summary>Whether some member without meaning is neither text nor null; the current btwallet refuses such a file.</summary>
    internal bool HasForeignValue { get; set; }

    /// <summary>Whether any secret is there.</summary>
    internal bool HasSecret =>
        Has(KeyfileMember.SecretPhrase) || Has(KeyfileMember.SecretSeed) || Has(KeyfileMember.PrivateKey);

    /// <summary>The room that no text has taken yet.</summary>
    internal Span<byte> Free => _text.Span[_length..];

    /// <summary>A member's name in the file.</summary>
    internal static string NameOf(KeyfileMember member) => member switch
    {
        KeyfileMember.SecretPhrase => "secretPhrase",
        KeyfileMember.SecretSeed => "secretSeed",
        KeyfileMember.PrivateKey => "privateKey",
        KeyfileMember.Ss58Address => "ss58Address",
        KeyfileMember.PublicKey => "publicKey",
        _ => "accountId",
    };

    /// <summary>Whether the file has the member, and not as null.</summary>
    internal bool Has(KeyfileMember member) => _members[(int)member] is not null;

    /// <summary>The member's text, if the file has it.</summary>
    internal bool TryGet(KeyfileMember member, out ReadOnlySpan<byte> text)
    {
        text = _members[(int)member] is { } range ? _text.Span[range] : default;
        return Has(member);
    }

    /// <summary>Takes the first bytes of <see cref="Free"/> for a member.</summary>
    internal void Take(KeyfileMember member, int length)
    {
        _members[(int)member] = _length..(_length + length);
        _length += length;
    }

    /// <summary>Wipes the texts.</summary>
    public void Dispose() => _text.Dispose();
}
