using Microsoft.Extensions.Logging;
using Substrate.Client.Submission;

namespace ReverseProxy.Registration;

/// <summary>Tells an operator the states of a submitted extrinsic, each with its hash and its block's, as they come.</summary>
internal sealed class StateTeller(RegistrationReport report, Action<string, string> tell, ILogger logger) : IProgress<TransactionStatus>
{
    private bool _isTaken;

    public void Report(TransactionStatus value)
    {
        Log.Status(logger, value.State.ToString(), value.Hash?.ToString(), value.Detail);
        if (!_isTaken && value.State is not TransactionState.Invalid)
        {
            _isTaken = true;
            tell("submitted", $"extrinsic {report.Extrinsic}");
        }

        switch (value.State)
        {
            case TransactionState.Future:
                tell("waiting", "for an extrinsic of this hotkey with a smaller nonce");
                break;
            case TransactionState.InBlock:
                tell("in block", $"{value.Hash} (extrinsic {report.Extrinsic})");
                break;
            case TransactionState.Retracted:
                tell("retracted", $"block {value.Hash} vanished; the extrinsic waits for another");
                break;
            case TransactionState.Finalized:
                tell("finalized", $"{value.Hash} (extrinsic {report.Extrinsic})");
                break;
        }
    }
}
