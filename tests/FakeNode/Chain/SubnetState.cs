using System.Text;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace FakeNode.Chain;

/// <summary>Puts subnets, neurons and commitments on the fake chain.</summary>
public static class SubnetState
{
    /// <summary>An account that exists only in tests: the same number is the same account.</summary>
    public static AccountId Account(int number)
    {
        byte[] bytes = new byte[AccountId.Length];
        BitConverter.TryWriteBytes(bytes, number);
        bytes[^1] = 0x5a;
        return AccountId.FromBytes(bytes);
    }

    /// <summary>Registers a hotkey as the next neuron of a subnet, which comes into being with its first.</summary>
    /// <returns>Its uid.</returns>
    public static int Register(
        this FakeChain chain, int netuid, AccountId hotkey, AccountId? coldkey = null, bool permit = false, ulong alpha = 0)
    {
        Value net = Value.Of(netuid);
        int uid = chain.Best.Get("SubtensorModule", "SubnetworkN", net)!.AsNumber<int>();
        Value[] permits = [.. chain.Best.Get("SubtensorModule", "ValidatorPermit", net)!.AsList(), Value.Of(permit)];
        chain.Put("SubtensorModule", "NetworksAdded", [net], Value.Of(true));
        chain.Put("SubtensorModule", "SubnetworkN", [net], Value.Of(uid + 1));
        chain.Put("SubtensorModule", "Uids", [net, Value.Of(hotkey)], Value.Of(uid));
        chain.Put("SubtensorModule", "Keys", [net, Value.Of(uid)], Value.Of(hotkey));
        chain.Put("SubtensorModule", "IsNetworkMember", [Value.Of(hotkey), net], Value.Of(true));
        chain.Put("SubtensorModule", "Owner", [Value.Of(hotkey)], Value.Of(coldkey ?? hotkey));
        chain.Put("SubtensorModule", "ValidatorPermit", [net], Value.List(permits));
        chain.Put("SubtensorModule", "TotalHotkeyAlpha", [Value.Of(hotkey), net], Value.Of(alpha));
        chain.Put("SubtensorModule", "BlockAtRegistration", [net, Value.Of(uid)], Value.Of(chain.Best.Number));
        return uid;
    }

    /// <summary>Stores a commitment of one text, as a client of another program would have made it.</summary>
    public static void Commit(this FakeChain chain, int netuid, AccountId hotkey, string text) =>
        chain.Commit(netuid, hotkey, Raw(Encoding.UTF8.GetBytes(text)));

    /// <summary>Stores a commitment of any fields.</summary>
    public static void Commit(this FakeChain chain, int netuid, AccountId hotkey, params IReadOnlyList<Value> fields) =>
        chain.Put("Commitments", "CommitmentOf", [Value.Of(netuid), Value.Of(hotkey)], Value.Composite(
            ("deposit", Value.Of(0)),
            ("block", Value.Of(chain.Best.Number)),
            ("info", Value.Composite(("fields", Value.List([.. fields]))))));

    /// <summary>Registers so many hotkeys, each with a commitment of an address of its own.</summary>
    public static void Populate(this FakeChain chain, int netuid, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = chain.Register(netuid, Account(i));
            chain.Commit(netuid, Account(i), $"203.0.113.{i % 250}:{8000 + i}");
        }
    }

    /// <summary>The field of a commitment that holds bytes: at most 128 of them.</summary>
    public static Value Raw(byte[] bytes) => Value.Variant($"Raw{bytes.Length}", Value.Of(bytes));
}
