namespace ReverseProxy.Callbacks;

/// <summary>Where a connection for results goes to.</summary>
internal readonly record struct CallbackTarget(string Host, int Port, bool Tls)
{
    public static CallbackTarget Of(Uri url) => new(url.IdnHost, url.Port, url.Scheme == Uri.UriSchemeHttps);
}
