using System.Collections.Frozen;
using Epistula;
using Substrate.Cryptography;

namespace ReverseProxy.Authentication;

/// <summary>
/// The allow-list. An empty list admits everybody with a valid key. Keys are compared, not texts; an entry that is no
/// key admits nobody, and never turns a list into an empty one.
/// </summary>
internal sealed class AllowedSenders
{
    private readonly FrozenSet<AccountId> _accounts;

    public AllowedSenders(IReadOnlyList<string> entries)
    {
        Entries = entries;
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

    /// <summary>Whether everybody with a valid key may call.</summary>
    public bool IsOpen => Entries.Count == 0;

    /// <summary>Whether the list names this sender.</summary>
    public bool Names(in AccountId sender) => _accounts.Contains(sender);

    /// <summary>Whether this sender may call.</summary>
    public bool Admits(in AccountId sender) => IsOpen || Names(sender);
}
