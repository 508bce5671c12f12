namespace Epistula.Dialects;

/// <summary>
/// Epistula v2: <c>Epistula-Version: 2</c> with <c>Epistula-Request-Signature</c>, <c>-Timestamp</c>, <c>-Uuid</c>,
/// <c>-Signed-By</c> and <c>-Signed-For</c>. The protocol lets the last be absent; here it is required, because a
/// signature that names no receiver can be replayed against every miner. The optional secret signatures are ignored:
/// three incompatible rules for them are in use.
/// </summary>
public sealed class VersionTwoDialect : IEpistulaDialect
{
    /// <inheritdoc/>
    public string Name => "v2";

    /// <inheritdoc/>
    public bool Recognizes(IHeaderLookup headers) => headers.First(EpistulaHeaderNames.Version) is { } version && version.AsSpan().Trim() is "2";

    /// <inheritdoc/>
    public EpistulaFailure Read(IHeaderLookup headers, out EpistulaEnvelope envelope)
    {
        envelope = default;
        string signature = headers.First(EpistulaHeaderNames.RequestSignature)?.Trim() ?? string.Empty;
        if (signature.Length == 0)
        {
            return EpistulaFailure.SignatureMissing;
        }

        if (!HeaderText.TryReadRequired(headers, out string timestamp, out string uuid, out string signedBy, out string signedFor))
        {
            return EpistulaFailure.HeadersMissing;
        }

        envelope = new(HeaderText.WithHexPrefix(signature), timestamp, uuid, signedBy, signedFor);
        return EpistulaFailure.None;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Write(in EpistulaEnvelope envelope) =>
    [
        new(EpistulaHeaderNames.Version, "2"),
        new(EpistulaHeaderNames.RequestSignature, envelope.Signature),
        new(EpistulaHeaderNames.Timestamp, envelope.Timestamp),
        new("Epistula-Uuid", envelope.Uuid),
        new(EpistulaHeaderNames.SignedBy, envelope.SignedBy),
        new(EpistulaHeaderNames.SignedFor, envelope.SignedFor),
    ];
}
