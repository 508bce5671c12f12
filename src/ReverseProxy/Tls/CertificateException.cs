namespace ReverseProxy.Tls;

/// <summary>A certificate cannot be used; the message says which, why, and what to do.</summary>
internal sealed class CertificateException(string message, Exception? inner = null) : Exception(message, inner);
