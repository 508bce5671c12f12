namespace ReverseProxy.Configuration;

/// <summary>The section <c>recorder</c>: the flight recorder.</summary>
internal sealed record RecorderSettings
{
    /// <summary>How much the trails of requests may take on disk, in bytes; 0 keeps none.</summary>
    public required long Size { get; init; }

    public static RecorderSettings Read(SettingsReader reader) => new()
    {
        Size = reader.Integer(
            "recorder.size",
            null,
            16_777_216,
            "bytes",
            "How much the flight recorder keeps in the state directory of the last requests' verdicts, for explain, tail, replay and the dashboard; 0 is none.",
            0,
            int.MaxValue),
    };
}
