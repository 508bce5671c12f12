namespace ReverseProxy.Configuration;

/// <summary>The directory for what survives a restart.</summary>
internal static class StateDirectory
{
    /// <summary>systemd's state directory where it gives one, else the user's own.</summary>
    public static string Standard { get; } =
        Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } given
            ? given.Split(':')[0]
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } home
                    ? home
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
                "reverse-proxy");
}
