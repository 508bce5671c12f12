using System.Security.Cryptography;
using Epistula.Dialects;

namespace Epistula.Signing;

/// <summary>
/// Signs every request that an <see cref="HttpClient"/> sends. The body is buffered to hash it; a request without a
/// body is signed over the empty body. A request sent again is signed anew: a receiver accepts a signature once.
/// </summary>
public sealed class EpistulaSigningHandler : DelegatingHandler
{
    private readonly EpistulaSigner _signer;
    private readonly string _signedFor;
    private readonly IEpistulaDialect _dialect;

    /// <summary>Makes a handler that signs for one receiver. Set <see cref="DelegatingHandler.InnerHandler"/> or let a factory do it.</summary>
    /// <param name="signer">Who signs.</param>
    /// <param name="signedFor">The receiver's hotkey.</param>
    /// <param name="dialect">How the signature is laid out; the authorization dialect if null.</param>
    public EpistulaSigningHandler(EpistulaSigner signer, string signedFor, IEpistulaDialect? dialect = null)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(signedFor);
        _signer = signer;
        _signedFor = signedFor;
        _dialect = dialect ?? EpistulaDialects.Authorization;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false) : [];
        foreach (KeyValuePair<string, string> header in _dialect.Write(_signer.Sign(SHA256.HashData(body), _signedFor)))
        {
            _ = request.Headers.Remove(header.Key);
            _ = request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
