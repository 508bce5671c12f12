using System.Runtime.CompilerServices;
using ReverseProxy.Configuration;
using ReverseProxy.Tls;

namespace ReverseProxy.Diagnosis;

/// <summary>The configured certificate's files, judged as a validator's client will judge what is served from them.</summary>
internal sealed class CertificateDiagnosis : IDiagnosis
{
    private const string Renewal = "renew it; changed files are taken without a restart";

    public string Name => "certificate";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (patient.Configuration.Server.Tls is not { } tls)
        {
            yield return Finding.Unknown(Name, "none is configured: something in front must speak TLS, for validators come by https only", "set server.tls.certificate and server.tls.key, unless something in front has them");
            yield break;
        }

        yield return Examine(tls.Standard, patient.Public?.Address ?? patient.Configuration.Server.PublicAddress, patient);
        foreach ((string host, CertificateFiles files) in tls.ByHost)
        {
            yield return Examine(files, host, patient);
        }
    }

    private Finding Examine(CertificateFiles files, string? address, Patient patient)
    {
        try
        {
            CertificateVerdict verdict = CertificateVerdict.Of(LoadedCertificate.Read(files), address, patient.Time, patient.Roots);
            string text = $"{files.Certificate}: {verdict.Describe()}";
            return verdict.Problems.Count > 0 ? Finding.Fail(Name, text, "get one for the registered address from a public authority, with its intermediates in the same file")
                : verdict.DaysLeft < CertificateVerdict.WarningDays ? Finding.Warn(Name, text, Renewal)
                : Finding.Pass(Name, text);
        }
        catch (CertificateException exception)
        {
            return Finding.Fail(Name, exception.Message, "the proxy does not start with it: correct server.tls, or who may read the files");
        }
    }
}
