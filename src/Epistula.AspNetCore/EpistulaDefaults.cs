namespace Epistula.AspNetCore;

/// <summary>Names used by the authentication scheme.</summary>
public static class EpistulaDefaults
{
    /// <summary>The scheme's name.</summary>
    public const string AuthenticationScheme = "Epistula";

    /// <summary>The claim that holds the sender's SS58 address.</summary>
    public const string HotkeyClaim = "hotkey";

    /// <summary>The claim that holds the request's uuid.</summary>
    public const string UuidClaim = "epistula_uuid";

    /// <summary>The claim that holds the request's timestamp, in milliseconds since 1970-01-01 UTC.</summary>
    public const string TimestampClaim = "epistula_timestamp";
}
