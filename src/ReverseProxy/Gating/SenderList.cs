using System.Collections.Frozen;
using Epistula;
using Substrate.Cryptography;

namespace ReverseProxy.Gating;

/// <summary>
/// A list of senders: those who are allowed, or those who are denied. Keys are compared, not texts; an entry that is no
/// key names nobody, and never turns a list into an empty one.
/// </summary>
internal sealed class SenderList
{
    private readonly FrozenSet<AccountId> _accounts;

    public SenderList(IReadOnlyList<string> entries)
        : this(entries, isOpen: entries.Count == 0)
    {
    }

    private SenderList(IReadOnlyList<string> entries, bool isOpen)
    {
        Entries = entries;
        IsOpen = isOpen;
        List<AccountId> accounts = [];
        List<string> unreadable = [];
        foreach (string entry in entries)
        {
            if (EpistulaAddress.TryParse(entry, out AccountId account))
            {
                accounts.Add(account);
            }
            else
            {
                unreadable.Add(entry);
            }
        }

        _accounts = accounts.ToFrozenSet();
        Unreadable = unreadable;
    }

    /// <summary>The entries as written.</summary>
    public IReadOnlyList<string> Entries { get; }

    /// <summary>Entries that are no address.</summary>
    public IReadOnlyList<string> Unreadable { get; }

    /// <summary>Whether nothing was configured: an allow-list without entries lets everybody in.</summary>
    public bool IsOpen { get; }

    /// <summary>Whether the list names this sender.</summary>
    public bool Names(in AccountId sender) => _accounts.Contains(sender);

    /// <summary>The list with some senders more and others fewer. It is as open as it was.</summary>
    public SenderList With(IEnumerable<string> added, IEnumerable<string> without)
    {
        SenderList removed = new([.. without], isOpen: true);
        string[] entries = [.. Entries.Concat(added).Distinct(StringComparer.Ordinal).Where(entry => !EpistulaAddress.TryParse(entry, out AccountId account) || !removed.Names(account))];
        return new(entries, IsOpen);
    }
}
