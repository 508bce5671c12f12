namespace ReverseProxy.Telemetry;

/// <summary>The stages' names in traces and records.</summary>
internal static class StageNames
{
    public static string Of(Stage stage) => stage switch
    {
        Stage.Headers => "headers",
        Stage.Body => "body",
        Stage.Signature => "signature",
        Stage.Accepted => "accepted",
        Stage.Forwarded => "forwarded",
        Stage.Ended => "ended",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };
}
