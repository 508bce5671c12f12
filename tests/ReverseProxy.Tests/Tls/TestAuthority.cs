using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReverseProxy.Tests.Tls;

/// <summary>A root, an intermediate, and certificates signed by it, made on the spot.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 _intermediate;
    private readonly DateTimeOffset _now;
    private int _serial;

    public TestAuthority(DateTimeOffset? now = null)
    {
        _now = now ?? DateTimeOffset.UtcNow;
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest root = Authority("Test Root", rootKey);
        Root = root.CreateSelfSigned(_now.AddYears(-1), _now.AddYears(10));
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest intermediate = Authority("Test Intermediate", key);
        _intermediate = intermediate.Create(Root, _now.AddYears(-1), _now.AddYears(5), Serial()).CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    public string IntermediatePem => _intermediate.ExportCertificatePem();

    /// <summary>A certificate for names and addresses, with its key.</summary>
    public X509Certificate2 Issue(string name, int days = 90, params string[] covers)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256);
        Cover(request, covers);
        return request.Create(_intermediate, _now.AddDays(-30), _now.AddDays(days), Serial()).CopyWithPrivateKey(key);
    }

    public static X509Certificate2 SelfSigned(string name, params string[] covers)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256);
        Cover(request, covers);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(90));
    }

    /// <summary>Writes certificate (with the intermediate, unless told otherwise) and key as PEM files.</summary>
    public (string Certificate, string Key) Write(X509Certificate2 certificate, string directory, string name, bool withIntermediate = true, string? password = null)
    {
        string certificatePath = Path.Combine(directory, name + ".crt");
        string keyPath = Path.Combine(directory, name + ".key");
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem() + "\n" + (withIntermediate ? IntermediatePem : string.Empty));
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyPath, password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        return (certificatePath, keyPath);
    }

    private static void Cover(CertificateRequest request, string[] covers)
    {
        SubjectAlternativeNameBuilder names = new();
        foreach (string cover in covers)
        {
            if (IPAddress.TryParse(cover, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(cover);
            }
        }

        request.CertificateExtensions.Add(names.Build());
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request;
    }

    private byte[] Serial() => [1, (byte)++_serial];
}
