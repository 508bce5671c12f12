namespace ReverseProxy.Configuration;

/// <summary>Where a certificate lies.</summary>
/// <param name="Certificate">A PEM file with the certificate and its intermediates, or a PFX file.</param>
/// <param name="Key">The PEM file of the private key; null where it is in the certificate's file.</param>
/// <param name="PasswordVariable">The environment variable that holds the password of the key, where it has one.</param>
internal sealed record CertificateFiles(string Certificate, string? Key, string? PasswordVariable)
{
    /// <summary>The files, to be watched.</summary>
    public IEnumerable<string> Paths => Key is null ? [Certificate] : [Certificate, Key];
}
