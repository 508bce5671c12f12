namespace ReverseProxy.Configuration;

/// <summary>Whether callers show a certificate of their own.</summary>
internal enum ClientCertificates
{
    None,
    Optional,
    Required,
}
