namespace ReverseProxy.Configuration;

/// <summary>The section <c>server.tls</c>.</summary>
internal sealed record TlsSettings
{
    /// <summary>The certificate for callers that name no host, or one that no other certificate is for.</summary>
    public required CertificateFiles Standard { get; init; }

    /// <summary>Certificates by the host that a caller names (SNI).</summary>
    public required IReadOnlyList<(string Host, CertificateFiles Files)> ByHost { get; init; }

    /// <summary>Whether callers show a certificate of their own.</summary>
    public required ClientCertificates ClientCertificates { get; init; }

    /// <summary>The authorities that sign callers' certificates, a PEM file; null takes the system's.</summary>
    public required string? ClientAuthorities { get; init; }
}
