namespace Epistula.Dialects;

/// <summary>The reading rules that all dialects share.</summary>
internal static class HeaderText
{
    /// <summary>The four headers that every dialect requires; false where one is absent or blank.</summary>
    public static bool TryReadRequired(
        IHeaderLookup headers, out string timestamp, out string uuid, out string signedBy, out string signedFor)
    {
        timestamp = Trimmed(headers, EpistulaHeaderNames.Timestamp);
        uuid = Trimmed(headers, EpistulaHeaderNames.Uuid);
        signedBy = Trimmed(headers, EpistulaHeaderNames.SignedBy);
        signedFor = Trimmed(headers, EpistulaHeaderNames.SignedFor);
        return timestamp.Length > 0 && uuid.Length > 0 && signedBy.Length > 0 && signedFor.Length > 0;
    }

    /// <summary>Adds <c>0x</c> where it lacks. Case-sensitive, so <c>0Xab</c> becomes <c>0x0Xab</c> and fails as hex later on.</summary>
    public static string WithHexPrefix(string signature) =>
        signature.StartsWith("0x", StringComparison.Ordinal) ? signature : "0x" + signature;

    // Trim() cuts Unicode white space too: a header of one no-break space is a blank one.
    private static string Trimmed(IHeaderLookup headers, string name) => headers.First(name)?.Trim() ?? string.Empty;
}
