using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Serving;

namespace ReverseProxy.Admin;

/// <summary>
/// A browser's login: the token is exchanged for a cookie that scripts cannot read and that no other site's page makes the
/// browser send. It opens what only reads; what changes something takes the token itself.
/// </summary>
internal sealed class AdminSession(ProxyServerOptions options)
{
    public const string CookieName = "reverse_proxy_admin";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    // Later than the construction: the admin server makes the token at its start.
    private readonly Lazy<(AdminToken Token, byte[] Cookie)> _secrets = new(() =>
    {
        AdminToken token = AdminToken.OfServer(options.Reading.Configuration);

        // Of the token, so that it outlives a restart and ends with the token; and not the token itself.
        return (token, HMACSHA256.HashData(Encoding.UTF8.GetBytes(token.Text), "reverse-proxy browser session"u8));
    });

    /// <summary>Begins a session where the token is right.</summary>
    public bool TryBegin(HttpContext context, string token)
    {
        if (!_secrets.Value.Token.IsShownIn("Bearer " + token))
        {
            return false;
        }

        context.Response.Cookies.Append(CookieName, Convert.ToHexStringLower(_secrets.Value.Cookie), new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            MaxAge = Lifetime,
            Path = "/",
        });
        return true;
    }

    /// <summary>Whether the request comes from a browser that has logged in.</summary>
    public bool IsOpen(HttpRequest request)
    {
        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return request.Cookies.TryGetValue(CookieName, out string? cookie)
            && Convert.FromHexString(cookie, shown, out _, out int written) is System.Buffers.OperationStatus.Done
            && written == shown.Length
            && CryptographicOperations.FixedTimeEquals(shown, _secrets.Value.Cookie);
    }
}
