using System.Text;
using Bittensor.Commitments;
using Bittensor.Networks;
using Bittensor.Registry;
using ReverseProxy.CommandLine;

namespace ReverseProxy.Registration;

/// <summary>What can be known before the submission: what will surely fail is not sent, since the chain would take it, note it, and fail.</summary>
internal static class Precheck
{
    /// <summary>Why the hotkey may not commit there at all; null where it may.</summary>
    public static CommandException? AgainstHotkey(HotkeyStanding standing, RegistrationRequest request, string hotkey)
    {
        if (!standing.SubnetExists)
        {
            return new($"there is no subnet {request.Netuid} on {request.Target.Name}; check --netuid and --network", ExitCode.NotRegistered);
        }

        return standing.Uid is not null ? null : new(
            $"hotkey {hotkey} is not registered on subnet {request.Netuid} of {request.Target.Name}, so that it may not commit there: "
            + "register it first (btcli subnet register), or check --netuid, --wallet.name and --wallet.hotkey",
            ExitCode.NotRegistered);
    }

    /// <summary>Why a commitment of so many bytes would be beyond the limit in the block after this one; null where it would not.</summary>
    public static CommandException? AgainstLimit(CommitmentLimit limit, int bytes, ulong block) =>
        limit.Allows(bytes) ? null : new(LimitText(limit, bytes, block), ExitCode.LimitReached);

    /// <summary>Whether the very same stands there already.</summary>
    public static bool IsThere(HotkeyStanding standing, MinerEndpoint endpoint) =>
        standing.Commitment is { Fields.Length: 1, FirstRaw: { } raw } && raw.Span.SequenceEqual(Encoding.UTF8.GetBytes(endpoint.ToString()));

    private static string LimitText(CommitmentLimit limit, int bytes, ulong block)
    {
        ulong wait = limit.BlocksUntil(bytes);
        string when = $"the next is allowed from block {block + 1 + wait} on, in about {Math.Ceiling(wait * Network.BlockTime.TotalMinutes):0} min at most";
        return limit.HasSpaceFor(bytes)
            ? $"the hotkey has committed too recently: {when}"
            : $"the hotkey has used up its space for this epoch ({limit.UsedBytes} of {limit.MaximumBytes} bytes, and a commitment counts at least {CommitmentLimit.MinimumCost}): {when}";
    }
}
