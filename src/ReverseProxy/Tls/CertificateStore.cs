using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;

namespace ReverseProxy.Tls;

/// <summary>
/// The certificates in force. Each handshake takes the newest, so a renewed certificate needs no restart and no
/// connection is dropped for it; files that cannot be used leave the last good certificate in force.
/// </summary>
internal sealed class CertificateStore
{
    private TlsSettings _settings;
    private string? _address;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly X509Certificate2Collection? _roots;
    private X509Certificate2Collection? _clientAuthorities;
    private Dictionary<string, Entry> _entries;

    /// <exception cref="CertificateException">A certificate cannot be used.</exception>
    public CertificateStore(TlsSettings settings, string? address, TimeProvider time, ILogger logger, X509Certificate2Collection? roots = null)
    {
        _settings = settings;
        _address = address;
        _time = time;
        _logger = logger;
        _roots = roots;
        _entries = Read();
    }

    /// <summary>The certificate for callers that name no host, or one that no other is for.</summary>
    public LoadedCertificate Standard => _entries[string.Empty].Certificate;

    /// <summary>What validators think of it now.</summary>
    public CertificateVerdict Verdict => CertificateVerdict.Of(Standard, _address, _time, _roots);

    /// <summary>The handshake's options, for Kestrel.</summary>
    public TlsHandshakeCallbackOptions Handshake => new() { OnConnection = context => new(OptionsFor(context.ClientHelloInfo.ServerName)) };

    /// <summary>The files, to be watched.</summary>
    public IEnumerable<string> Paths => _settings.ByHost.Select(entry => entry.Files).Prepend(_settings.Standard).SelectMany(files => files.Paths)
        .Concat(_settings.ClientAuthorities is { } authorities ? [authorities] : []).Distinct();

    /// <summary>Takes other files; false where they cannot be used and the last good certificates stay.</summary>
    public bool Use(TlsSettings settings, string? address)
    {
        _settings = settings;
        _address = address;
        return Reload();
    }

    /// <summary>Reads the files again; false where they cannot be used and the last good certificates stay.</summary>
    public bool Reload()
    {
        try
        {
            Volatile.Write(ref _entries, Read());
            Announce();
            return true;
        }
        catch (CertificateException exception)
        {
            Log.ReloadRefused(_logger, exception.Message);
            return false;
        }
    }

    /// <summary>Says in the log what validators will think of the certificate.</summary>
    public void Announce()
    {
        CertificateVerdict verdict = Verdict;
        LogLevel level = verdict.Problems.Count > 0 || verdict.DaysLeft < CertificateVerdict.WarningDays ? LogLevel.Warning : LogLevel.Information;
        Log.Verdict(_logger, level, Standard.Leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false), verdict.Describe());
    }

    private SslServerAuthenticationOptions OptionsFor(string? host)
    {
        Dictionary<string, Entry> entries = Volatile.Read(ref _entries);
        return !string.IsNullOrEmpty(host) && entries.TryGetValue(host.ToLowerInvariant(), out Entry? entry) ? entry.Options : entries[string.Empty].Options;
    }

    private Dictionary<string, Entry> Read()
    {
        _clientAuthorities = _settings.ClientAuthorities is { } path ? ReadAuthorities(path) : null;
        Dictionary<string, Entry> entries = new(StringComparer.Ordinal) { [string.Empty] = Make(_settings.Standard) };
        foreach ((string host, CertificateFiles files) in _settings.ByHost)
        {
            entries[host.ToLowerInvariant()] = Make(files);
        }

        return entries;

        Entry Make(CertificateFiles files)
        {
            LoadedCertificate certificate = LoadedCertificate.Read(files);
            return new(certificate, Options(certificate));
        }
    }

    private SslServerAuthenticationOptions Options(LoadedCertificate certificate) => new()
    {
        ServerCertificateContext = certificate.Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        ClientCertificateRequired = _settings.ClientCertificates is not ClientCertificates.None,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = _settings.ClientCertificates is ClientCertificates.None ? null : IsWelcome,
        CertificateChainPolicy = _clientAuthorities is null ? null : ClientPolicy(_clientAuthorities),
    };

    private bool IsWelcome(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate is null
        ? _settings.ClientCertificates is ClientCertificates.Optional

        // Of a client no host name is expected.
        : (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;

    private static X509ChainPolicy ClientPolicy(X509Certificate2Collection authorities)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        try
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(path);
            return authorities.Count > 0 ? authorities : throw new CertificateException($"server.tls.client_ca {path}: there is no certificate in it");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new CertificateException($"server.tls.client_ca {path}: it cannot be read: {exception.Message}", exception);
        }
    }

    private sealed record Entry(LoadedCertificate Certificate, SslServerAuthenticationOptions Options);
}
