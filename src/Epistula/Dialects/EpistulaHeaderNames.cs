namespace Epistula.Dialects;

/// <summary>Names of the headers. HTTP compares them without regard to case.</summary>
public static class EpistulaHeaderNames
{
    /// <summary>The scheme word in <c>Authorization</c>.</summary>
    public const string Scheme = "Epistula";

    /// <summary>Carries scheme and signature in the authorization dialect.</summary>
    public const string Authorization = "Authorization";

    /// <summary>An optional copy of the signature in the authorization dialect.</summary>
    public const string Signature = "Epistula-Signature";

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    public const string Timestamp = "Epistula-Timestamp";

    /// <summary>The request's unique text.</summary>
    public const string Uuid = "Epistula-UUID";

    /// <summary>The sender's hotkey.</summary>
    public const string SignedBy = "Epistula-Signed-By";

    /// <summary>The receiver's hotkey.</summary>
    public const string SignedFor = "Epistula-Signed-For";

    /// <summary>Says <c>2</c> in the version-two dialect.</summary>
    public const string Version = "Epistula-Version";

    /// <summary>Carries the signature in the version-two dialect.</summary>
    public const string RequestSignature = "Epistula-Request-Signature";

    /// <summary>Every header named here that carries part of a signature, for whoever wants to keep them from a backend.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Authorization, Signature, Timestamp, Uuid, SignedBy, SignedFor, Version, RequestSignature];
}
