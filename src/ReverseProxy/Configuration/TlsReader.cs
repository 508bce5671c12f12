using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>Reads <c>server.tls</c>.</summary>
internal static class TlsReader
{
    public static TlsSettings? Read(SettingsReader reader)
    {
        string certificate = reader.Text(
            "server.tls.certificate", null, string.Empty, "A PEM file with the certificate and its intermediates, or a PFX file; without it the server speaks plain HTTP.");
        string key = reader.Text("server.tls.key", null, string.Empty, "The PEM file of the private key, where it is not in the certificate's file.");
        string password = reader.Text("server.tls.password_variable", null, string.Empty, "The environment variable that holds the key's password.");
        IReadOnlyList<(string, CertificateFiles)> byHost = ReadHosts(
            reader.Json("server.tls.hosts", "list of certificates", "[]", "Certificates by host name (SNI): host, certificate, key, password_variable."), reader);
        string clients = reader.Choice(
            "server.tls.client_certificates", null, "none", ["none", "optional", "required"], "Whether callers show a certificate of their own.");
        string authorities = reader.Text("server.tls.client_ca", null, string.Empty, "A PEM file of the authorities that sign callers' certificates; else the system's.");
        if (certificate.Length == 0)
        {
            if (key.Length > 0 || byHost.Count > 0 || clients != "none")
            {
                reader.Warn("server.tls: without server.tls.certificate its other settings have no effect, and the server speaks plain HTTP");
            }

            return null;
        }

        return new()
        {
            Standard = new(certificate, Given(key), Given(password)),
            ByHost = byHost,
            ClientCertificates = Enum.Parse<ClientCertificates>(clients, ignoreCase: true),
            ClientAuthorities = Given(authorities),
        };
    }

    private static List<(string Host, CertificateFiles Files)> ReadHosts(JsonElement? hosts, SettingsReader reader)
    {
        List<(string, CertificateFiles)> result = [];
        if (hosts is not { } list)
        {
            return result;
        }

        foreach (JsonElement entry in list.ValueKind is JsonValueKind.Array ? list.EnumerateArray().ToArray() : [list])
        {
            if (TextMember(entry, "host") is { } host && TextMember(entry, "certificate") is { } certificate)
            {
                result.Add((host, new(certificate, TextMember(entry, "key"), TextMember(entry, "password_variable"))));
            }
            else
            {
                reader.Refuse("server.tls.hosts", entry.GetRawText(), "it takes a list of objects with at least host and certificate");
            }
        }

        return result;
    }

    private static string? TextMember(JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? Given(value.GetString()!.Trim()) : null;

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
