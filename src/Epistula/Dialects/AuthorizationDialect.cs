namespace Epistula.Dialects;

/// <summary>
/// <c>Authorization: Epistula &lt;signature&gt;</c> with <c>Epistula-Timestamp</c>, <c>-UUID</c>, <c>-Signed-By</c>,
/// <c>-Signed-For</c> and an optional copy of the signature in <c>Epistula-Signature</c>.
/// </summary>
public sealed class AuthorizationDialect : IEpistulaDialect
{
    /// <inheritdoc/>
    public string Name => "authorization";

    /// <inheritdoc/>
    public bool Recognizes(IHeaderLookup headers) => !string.IsNullOrEmpty(headers.First(EpistulaHeaderNames.Authorization));

    /// <inheritdoc/>
    public EpistulaFailure Read(IHeaderLookup headers, out EpistulaEnvelope envelope)
    {
        envelope = default;

        string? authorization = headers.First(EpistulaHeaderNames.Authorization);
        if (string.IsNullOrEmpty(authorization))
        {
            return EpistulaFailure.AuthorizationMissing;
        }

        int space = authorization.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return EpistulaFailure.AuthorizationMalformed;
        }

        if (!authorization.AsSpan(0, space).Trim().SequenceEqual(EpistulaHeaderNames.Scheme))
        {
            return EpistulaFailure.SchemeInvalid;
        }

        ReadOnlySpan<char> signature = authorization.AsSpan(space + 1).Trim();
        string? copy = headers.First(EpistulaHeaderNames.Signature);

        // Compared as written, before any normalisation: 0xab and ab conflict.
        if (!string.IsNullOrEmpty(copy) && !copy.AsSpan().Trim().SequenceEqual(signature))
        {
            return EpistulaFailure.SignatureConflict;
        }

        if (signature.IsEmpty)
        {
            return EpistulaFailure.SignatureMissing;
        }

        if (!HeaderText.TryReadRequired(headers, out string timestamp, out string uuid, out string signedBy, out string signedFor))
        {
            return EpistulaFailure.HeadersMissing;
        }

        envelope = new(HeaderText.WithHexPrefix(signature.ToString()), timestamp, uuid, signedBy, signedFor);
        return EpistulaFailure.None;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Write(in EpistulaEnvelope envelope) =>
    [
        new(EpistulaHeaderNames.Authorization, $"{EpistulaHeaderNames.Scheme} {envelope.Signature}"),
        new(EpistulaHeaderNames.Signature, envelope.Signature),
        new(EpistulaHeaderNames.Timestamp, envelope.Timestamp),
        new(EpistulaHeaderNames.Uuid, envelope.Uuid),
        new(EpistulaHeaderNames.SignedBy, envelope.SignedBy),
        new(EpistulaHeaderNames.SignedFor, envelope.SignedFor),
    ];
}
