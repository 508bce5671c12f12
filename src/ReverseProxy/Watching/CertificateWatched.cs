using ReverseProxy.Diagnosis;
using ReverseProxy.Tls;

namespace ReverseProxy.Watching;

/// <summary>The certificate in force.</summary>
internal sealed class CertificateWatched(CertificateStore store) : IWatched
{
    public ValueTask<IReadOnlyList<Condition>> LookAsync(CancellationToken cancellationToken)
    {
        CertificateVerdict verdict = store.Verdict;
        Outcome outcome = verdict.Problems.Count > 0 ? Outcome.Fail : verdict.DaysLeft < CertificateVerdict.WarningDays ? Outcome.Warn : Outcome.Pass;
        return new([new("certificate", outcome, verdict.Describe(), "renew it; changed files are taken without a restart")]);
    }
}
