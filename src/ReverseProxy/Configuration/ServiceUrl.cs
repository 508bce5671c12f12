using System.Diagnostics.CodeAnalysis;

namespace ReverseProxy.Configuration;

/// <summary>The address of a backend: http or https, a host, and possibly a path below which its endpoints lie.</summary>
internal static class ServiceUrl
{
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url)
        && url.Scheme is "http" or "https"
        && url.Host.Length > 0
        && url.Query.Length == 0
        && url.Fragment.Length == 0
        && url.UserInfo.Length == 0;
}
