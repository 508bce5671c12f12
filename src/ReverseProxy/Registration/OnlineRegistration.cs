using System.Text;
using Bittensor.Commitments;
using Bittensor.Registry;
using Bittensor.Wallets;
using Microsoft.Extensions.Logging;
using ReverseProxy.CommandLine;
using ReverseProxy.Logging;
using Substrate.Client.Chain;
using Substrate.Client.Extrinsics;
using Substrate.Client.Submission;
using Substrate.Cryptography;

namespace ReverseProxy.Registration;

/// <summary>Puts an endpoint on chain: checks, submits, waits until it is final, reads it back.</summary>
internal sealed class OnlineRegistration(
    RegistrationRequest request, RegistrationReport report, IPasswordPrompt prompt, RegistrationVoice voice, ILogger logger, SubmissionTimes times)
{
    private string Text => request.Endpoint.ToString();

    /// <exception cref="CommandException">It failed, or its outcome is not known.</exception>
    /// <exception cref="WalletException">The hotkey cannot be used.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RegisterAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new CommandException(
                report.Death is ulong death
                    ? $"interrupted: extrinsic {report.Extrinsic} was sent and may still be included {OutcomeText.Until(death)}; see with `reverse-proxy check`"
                    : "interrupted: nothing was submitted",
                ExitCode.Interrupted);
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        // Without a password where the files tell the address: it is not asked for in vain.
        using UnlockedHotkey? early = request.Hotkey.Account is null ? await UnlockAsync(cancellationToken) : null;
        AccountId account = report.Hotkey ??= early!.Account;
        Task<string?> lookUp = AddressWarnings.LookUpAsync(request.Endpoint, cancellationToken);
        await using ChainConnection chain = ChainConnection.Open(request.Target, logger, watchesHeads: true, voice.Warn);
        BlockState state = await chain.AtBestAsync(cancellationToken);
        report.Endpoint = chain.Endpoint;
        HotkeyStanding standing = await chain.CallAsync(_ => HotkeyStanding.ReadAsync(state, request.Netuid, account, cancellationToken));
        report.Uid = standing.Uid;
        CommitmentLimit limit = standing.Limit;
        Log.Standing(logger, standing.Uid, standing.Commitment?.Block, limit.UsedBytes, limit.MaximumBytes, limit.BlocksToWait);
        if (await lookUp is { } warning)
        {
            voice.Warn(warning);
        }

        if (IsDone(standing, account, state))
        {
            return;
        }

        using UnlockedHotkey? late = early is null ? await UnlockAsync(cancellationToken) : null;
        Call call = CommitmentCall.Create(request.Netuid, CommitmentField.Raw(Encoding.UTF8.GetBytes(Text)));
        KeypairSigner signer = new((early ?? late)!.Keypair);
        SubmissionOutcome outcome = await chain.CallAsync(
            client => new WatchedSubmission(client, report, voice.Tell, logger, times).RunAsync(call, signer, cancellationToken));
        report.Block = outcome.Block;
        report.BlockNumber = outcome.BlockNumber;
        if (!outcome.Succeeded)
        {
            throw OutcomeText.Of(outcome, report.Death ?? 0);
        }

        await ReadBackAsync(chain, outcome, account, cancellationToken);
        report.Status = RegistrationStatus.Committed;
    }

    /// <summary>Whether nothing is left to do because the same stands there already.</summary>
    /// <exception cref="CommandException">It would fail.</exception>
    private bool IsDone(HotkeyStanding standing, AccountId account, BlockState state)
    {
        CommandException? against = Precheck.AgainstHotkey(standing, request, account.ToSs58());
        if (against is null && Precheck.IsThere(standing, request.Endpoint) && !request.Force)
        {
            report.Status = RegistrationStatus.AlreadyCommitted;
            report.BlockNumber = standing.Commitment!.Block;
            return true;
        }

        against ??= Precheck.AgainstLimit(standing.Limit, Text.Length, state.Number);
        if (against is not null && !request.Force)
        {
            throw against;
        }

        if (against is not null)
        {
            voice.Warn($"{against.Message}; going on because of --force");
        }

        return false;
    }

    private async Task<UnlockedHotkey> UnlockAsync(CancellationToken cancellationToken)
    {
        UnlockedHotkey hotkey = await request.Hotkey.UnlockAsync(prompt, cancellationToken);
        foreach (WalletWarning warning in hotkey.Warnings)
        {
            voice.Warn(warning.Message);
        }

        if (report.Hotkey is { } stated && stated != hotkey.Account)
        {
            using (hotkey)
            {
                throw new CommandException(
                    $"{request.Wallet.Location.HotkeyPublicFile} says that the hotkey is {stated}, but it is {hotkey.Account}: remove that file and try again; nothing was submitted",
                    ExitCode.Wallet);
            }
        }

        return hotkey;
    }

    private async Task ReadBackAsync(ChainConnection chain, SubmissionOutcome outcome, AccountId account, CancellationToken cancellationToken)
    {
        HotkeyStanding standing;
        try
        {
            standing = await chain.CallAsync(async client =>
                await HotkeyStanding.ReadAsync(await client.AtAsync(outcome.Block!.Value, cancellationToken), request.Netuid, account, cancellationToken));
        }
        catch (CommandException exception)
        {
            throw new CommandException(
                $"it was finalized in block {outcome.BlockNumber}, but could not be read back: {exception.Message}; see with `reverse-proxy check`", exception.ExitCode);
        }

        if (!Precheck.IsThere(standing, request.Endpoint))
        {
            string there = standing.Commitment?.FirstRaw is { } raw ? $"\"{Printable.Escaped(Encoding.Latin1.GetString(raw.Span))}\"" : "nothing of the kind";
            throw new CommandException(
                $"it was finalized in block {outcome.BlockNumber}, but what was read back there is {there}: something else committed with this hotkey in the same block; "
                + "see with `reverse-proxy check`",
                ExitCode.Mismatch);
        }

        voice.Tell("read back", $"{Text}, equal");
    }
}
