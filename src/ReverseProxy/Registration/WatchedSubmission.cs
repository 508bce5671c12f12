using Microsoft.Extensions.Logging;
using Substrate.Client;
using Substrate.Client.Extrinsics;
using Substrate.Client.JsonRpc;
using Substrate.Client.Submission;

namespace ReverseProxy.Registration;

/// <summary>Submits a call once and finds out what became of it, also where the node stops telling.</summary>
internal sealed class WatchedSubmission(
    SubstrateClient client, RegistrationReport report, Action<string, string> tell, ILogger logger, SubmissionTimes times)
{
    private SignedExtrinsic? _signed;

    public async Task<SubmissionOutcome> RunAsync(Call call, ISigner signer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExtrinsicOptions options = new() { OnSigned = Keep };
        Task<SubmissionOutcome> submission = client.SubmitAsync(call, signer, options, new StateTeller(report, tell, logger), stop.Token);
        while (await Task.WhenAny(submission, Task.Delay(times.Patience, times.Time, stop.Token)) != submission)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await TryFindAsync(cancellationToken) is { } found)
            {
                await stop.CancelAsync();
                _ = submission.ContinueWith(static late => late.Exception, TaskScheduler.Default);
                return found;
            }
        }

        SubmissionOutcome outcome = await submission;
        return outcome.Result == SubmissionResult.Unknown ? await SearchAsync(outcome, cancellationToken) : outcome;
    }

    private void Keep(SignedExtrinsic extrinsic)
    {
        _signed = extrinsic;
        report.Extrinsic = extrinsic.Hash;
        report.Death = extrinsic.Context.Era.Death(extrinsic.Context.BirthNumber);
        Log.Signed(logger, extrinsic.Hash.ToString(), extrinsic.Bytes.Length, extrinsic.Context.Nonce, extrinsic.Context.SpecVersion, report.Death.Value);
    }

    private async Task<SubmissionOutcome> SearchAsync(SubmissionOutcome unknown, CancellationToken cancellationToken)
    {
        tell("lost", "contact was lost; looking for the extrinsic in the finalized blocks");
        long started = times.Time.GetTimestamp();
        while (true)
        {
            if (await TryFindAsync(cancellationToken) is { } found)
            {
                return found;
            }

            if (times.Time.GetElapsedTime(started) + times.Pause > times.Search)
            {
                return unknown;
            }

            await Task.Delay(times.Pause, times.Time, cancellationToken);
        }
    }

    /// <summary>What became of the extrinsic, from the finalized blocks; null as long as they say nothing.</summary>
    private async Task<SubmissionOutcome?> TryFindAsync(CancellationToken cancellationToken)
    {
        if (_signed is null)
        {
            return null;
        }

        try
        {
            SubmissionOutcome outcome = await client.FindAsync(_signed, cancellationToken);
            return outcome.Result == SubmissionResult.Unknown ? null : outcome;
        }
        catch (JsonRpcException)
        {
            // Out of reach still: it is tried again as long as there is time.
            return null;
        }
    }
}
