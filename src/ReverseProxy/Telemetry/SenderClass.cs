using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>Whose request it is, in three words: the label that tells a validator's trouble from a scanner's noise.</summary>
internal static class SenderClass
{
    /// <summary>Verified, and one of those who come first: allow-listed, or a validator of the subnet.</summary>
    public const string Known = "known";

    /// <summary>It says it is one of those, which was not verified.</summary>
    public const string Claimed = "claimed";

    /// <summary>Verified, but not one of those.</summary>
    public const string Other = "other";

    /// <summary>Not verified.</summary>
    public const string Stranger = "stranger";

    public static string Of(Exchange exchange) => (exchange.Authenticated, exchange.SenderIsKnown) switch
    {
        (true, true) => Known,
        (true, false) => Other,
        (false, true) => Claimed,
        _ => Stranger,
    };
}
