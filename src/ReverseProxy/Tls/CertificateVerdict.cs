using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ReverseProxy.Tls;

/// <summary>
/// What a validator's Python client will think of a certificate. It verifies the chain against the public roots, the
/// name against the subject alternative names only, and never fetches an intermediate that the server does not send.
/// </summary>
/// <param name="Problems">Why it would refuse the connection; none where it would not.</param>
/// <param name="DaysLeft">Whole days until the certificate expires; negative where it has.</param>
internal sealed record CertificateVerdict(IReadOnlyList<string> Problems, int DaysLeft)
{
    /// <summary>From how many days left the operator is warned.</summary>
    public const int WarningDays = 14;

    /// <summary>Judges a certificate for the address that is registered on chain.</summary>
    /// <param name="loaded">The certificate with its intermediates.</param>
    /// <param name="address">Host name or IP address that callers use; null leaves the name unjudged.</param>
    /// <param name="time">The clock.</param>
    /// <param name="roots">The roots to trust; null takes the system's.</param>
    public static CertificateVerdict Of(LoadedCertificate loaded, string? address, TimeProvider time, X509Certificate2Collection? roots = null) =>
        Of(loaded.Leaf, loaded.Intermediates, address, time, roots);

    /// <summary>Judges a certificate that a server showed, with the intermediates that it sent.</summary>
    public static CertificateVerdict Of(
        X509Certificate2 leaf, X509Certificate2Collection intermediates, string? address, TimeProvider time, X509Certificate2Collection? roots = null)
    {
        List<string> problems = [];
        DateTimeOffset now = time.GetUtcNow();
        if (now.UtcDateTime < leaf.NotBefore.ToUniversalTime())
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"it is not valid before {leaf.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"));
        }

        if (now.UtcDateTime > leaf.NotAfter.ToUniversalTime())
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"it expired on {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd}"));
        }

        AddNameProblem(problems, leaf, address);
        AddChainProblem(problems, leaf, intermediates, roots, now);
        return new(problems, (int)Math.Floor((leaf.NotAfter.ToUniversalTime() - now.UtcDateTime).TotalDays));
    }

    /// <summary>The verdict in a sentence, for the log.</summary>
    public string Describe() => Problems.Count > 0
        ? "a validator's client will REFUSE it: " + string.Join("; ", Problems)
        : string.Create(CultureInfo.InvariantCulture, $"a validator's client will accept it; it expires in {DaysLeft} days");

    private static void AddNameProblem(List<string> problems, X509Certificate2 leaf, string? address)
    {
        if (address is null)
        {
            return;
        }

        string host = address.Trim('[', ']');
        if (!leaf.MatchesHostname(host, allowWildcards: true, allowCommonName: false))
        {
            string names = string.Join(", ", SubjectNames(leaf).DefaultIfEmpty("nothing"));
            problems.Add(IPAddress.TryParse(host, out _)
                ? $"it does not cover the IP address {host} (it covers {names})"
                : $"it does not cover the name {host} (it covers {names})");
        }
    }

    private static IEnumerable<string> SubjectNames(X509Certificate2 leaf)
    {
        foreach (X509SubjectAlternativeNameExtension names in leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (string name in names.EnumerateDnsNames())
            {
                yield return name;
            }

            foreach (IPAddress address in names.EnumerateIPAddresses())
            {
                yield return address.ToString();
            }
        }
    }

    private static void AddChainProblem(
        List<string> problems, X509Certificate2 leaf, X509Certificate2Collection intermediates, X509Certificate2Collection? roots, DateTimeOffset now)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = true;
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        if (roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }

        if (chain.Build(leaf))
        {
            return;
        }

        X509ChainStatusFlags status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, item) => flags | item.Status);
        bool selfSigned = leaf.SubjectName.RawData.AsSpan().SequenceEqual(leaf.IssuerName.RawData);
        problems.Add(status switch
        {
            _ when selfSigned => "it is self-signed",
            _ when status.HasFlag(X509ChainStatusFlags.PartialChain) =>
                $"the certificate of its issuer ({leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}) is missing from the file: append the intermediate certificates",
            _ when status.HasFlag(X509ChainStatusFlags.UntrustedRoot) => "its root is not among the public authorities",
            _ => "its chain does not verify: " + string.Join(", ", chain.ChainStatus.Select(item => item.Status)),
        });
    }
}
