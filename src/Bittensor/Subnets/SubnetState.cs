using Substrate.Client.Scale;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace Bittensor.Subnets;

/// <summary>
/// The answer of <c>get_subnet_state</c>. The oldest runtimes (spec 218) give it as bytes within bytes and do not describe
/// them; there, and only there, its layout is known here.
/// </summary>
internal static class SubnetState
{
    /// <summary>Reads an answer; null where there is no such subnet.</summary>
    /// <exception cref="ScaleException">It is no such answer.</exception>
    public static NeuronColumns? Read(Value answer, ushort netuid)
    {
        if (answer is BytesValue opaque)
        {
            return ReadOpaque(opaque.Value.Span, netuid);
        }

        if (answer.AsOption() is not Value state)
        {
            return null;
        }

        Check(state["netuid"].AsNumber<ushort>(), netuid);
        return NeuronColumns.Read(member => state[member]);
    }

    // pallets/subtensor/src/rpc_info/show_subnet.rs, struct SubnetState of early 2025. What follows total_stake, the emission
    // history of every subnet, is not read.
    private static NeuronColumns? ReadOpaque(ReadOnlySpan<byte> bytes, ushort netuid)
    {
        ScaleReader reader = new(bytes);
        if (!reader.ReadOption())
        {
            return null;
        }

        Check(reader.ReadCompactU32(), netuid);
        AccountId[] hotkeys = Accounts(ref reader);
        _ = Accounts(ref reader);
        _ = Booleans(ref reader);
        bool[] permits = Booleans(ref reader);
        for (int skipped = 0; skipped < 8; skipped++)
        {
            // pruning_score, last_update, emission, dividends, incentives, consensus, trust, rank
            _ = Numbers(ref reader);
        }

        ulong[] registered = Numbers(ref reader);
        ulong[] alpha = Numbers(ref reader);
        _ = Numbers(ref reader);
        return new NeuronColumns(hotkeys, permits, registered, alpha, TotalStake: Numbers(ref reader));
    }

    private static void Check(uint given, ushort netuid)
    {
        if (given != netuid)
        {
            throw new ScaleException($"the state is of subnet {given}, and {netuid} was asked for");
        }
    }

    private static AccountId[] Accounts(ref ScaleReader reader)
    {
        AccountId[] accounts = new AccountId[reader.ReadLength(AccountId.Length)];
        foreach (ref AccountId account in accounts.AsSpan())
        {
            account = AccountId.FromBytes(reader.ReadBytes(AccountId.Length));
        }

        return accounts;
    }

    private static bool[] Booleans(ref ScaleReader reader)
    {
        bool[] booleans = new bool[reader.ReadLength(1)];
        foreach (ref bool boolean in booleans.AsSpan())
        {
            boolean = reader.ReadBoolean();
        }

        return booleans;
    }

    private static ulong[] Numbers(ref ScaleReader reader)
    {
        ulong[] numbers = new ulong[reader.ReadLength(1)];
        foreach (ref ulong number in numbers.AsSpan())
        {
            number = reader.ReadCompactU64();
        }

        return numbers;
    }
}
