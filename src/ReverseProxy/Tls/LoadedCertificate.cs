using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ReverseProxy.Configuration;

namespace ReverseProxy.Tls;

/// <summary>A certificate with its key and intermediates, as read from its files.</summary>
internal sealed class LoadedCertificate
{
    private LoadedCertificate(X509Certificate2 leaf, X509Certificate2Collection intermediates)
    {
        Leaf = leaf;
        Intermediates = intermediates;

        // Made once: sessions can be resumed only within one context. Offline: nothing is fetched while a caller waits.
        Context = SslStreamCertificateContext.Create(leaf, intermediates, offline: true);
    }

    public X509Certificate2 Leaf { get; }

    public X509Certificate2Collection Intermediates { get; }

    public SslStreamCertificateContext Context { get; }

    /// <exception cref="CertificateException">The files cannot be used.</exception>
    public static LoadedCertificate Read(CertificateFiles files)
    {
        try
        {
            X509Certificate2Collection all = IsPem(files.Certificate) ? ReadPem(files) : ReadPfx(files);
            X509Certificate2 leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
                ?? throw new CertificateException($"{files.Certificate}: there is no private key: name its file in server.tls.key");
            return new(leaf, [.. all.Where(certificate => !certificate.Equals(leaf))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{files.Certificate}: it cannot be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // An ArgumentException is a key of another certificate, as between the two writes of a renewal.
            string hint = files.PasswordVariable is null ? "if the key has a password, name the variable that holds it in server.tls.password_variable" : $"is {files.PasswordVariable} its password?";
            throw new CertificateException($"{files.Certificate}: certificate and key cannot be used together: {exception.Message}: {hint}", exception);
        }
    }

    private static bool IsPem(string path)
    {
        using StreamReader reader = new(path);
        char[] start = new char[4096];
        int length = reader.ReadBlock(start);
        return start.AsSpan(0, length).Contains("-----BEGIN ", StringComparison.Ordinal);
    }

    private static X509Certificate2Collection ReadPem(CertificateFiles files)
    {
        string? password = PasswordOf(files);
        using X509Certificate2 ephemeral = password is null
            ? X509Certificate2.CreateFromPemFile(files.Certificate, files.Key)
            : X509Certificate2.CreateFromEncryptedPemFile(files.Certificate, password, files.Key);
        X509Certificate2Collection all = [];
        all.ImportFromPemFile(files.Certificate);
        X509Certificate2Collection result = [Persistable(ephemeral)];
        result.AddRange(all.Where(certificate => !certificate.Equals(ephemeral)).ToArray());
        return result;
    }

    private static X509Certificate2Collection ReadPfx(CertificateFiles files) =>
        X509CertificateLoader.LoadPkcs12CollectionFromFile(files.Certificate, PasswordOf(files));

    private static string? PasswordOf(CertificateFiles files) =>
        files.PasswordVariable is { } variable
            ? Environment.GetEnvironmentVariable(variable) ?? throw new CertificateException($"{files.Certificate}: the variable {variable}, which should hold the password of its key, is not set")
            : null;

    // Windows' TLS takes no key that lives in memory only; a trip through PFX gives it one it takes.
    private static X509Certificate2 Persistable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.EphemeralKeySet);
}
