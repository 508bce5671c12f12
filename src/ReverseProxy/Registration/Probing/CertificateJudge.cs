using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ReverseProxy.Tls;

namespace ReverseProxy.Registration.Probing;

/// <summary>Judges the certificate of one connection as a validator's Python client does, and remembers what it saw.</summary>
/// <param name="host">The host as it is registered.</param>
/// <param name="options">The roots and the clock.</param>
internal sealed class CertificateJudge(string host, ProbeOptions options)
{
    /// <summary>When the certificate expires; null where none was shown.</summary>
    public DateTimeOffset? Expires { get; private set; }

    /// <summary>Why it is refused; empty where it is not.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    public SslClientAuthenticationOptions Authentication() => new()
    {
        TargetHost = host,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate, chain, errors),

        // The stream builds a chain before it asks: with nothing fetched, because Python fetches nothing either.
        CertificateChainPolicy = Policy(),
    };

    private X509ChainPolicy Policy()
    {
        X509ChainPolicy policy = new()
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = options.Time.GetUtcNow().UtcDateTime,
            VerificationTimeIgnored = false,
        };
        if (options.Roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(options.Roots);
        }

        return policy;
    }

    private bool Accept(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf)
        {
            Problems = ["it shows no certificate"];
            return false;
        }

        Expires = new DateTimeOffset(leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        CertificateVerdict verdict = CertificateVerdict.Of(leaf, chain?.ChainPolicy.ExtraStore ?? [], host, options.Time, options.Roots);
        Problems = verdict.Problems.Count == 0 && errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? ["it is not one for servers: " + string.Join(", ", chain?.ChainStatus.Select(item => item.Status.ToString()) ?? [])]
            : verdict.Problems;
        return Problems.Count == 0;
    }
}
