namespace ProxyBench;

/// <summary>
/// A program that takes our place: it is given the same configuration file by <c>REVERSE_PROXY_CONFIG_PATH</c>, and stands beside us
/// in a measurement. It is no part of the repository; the command line names it, <c>--peer NAME=COMMAND</c>.
/// </summary>
internal sealed record PeerProgram(string Name, string Command)
{
    public static IReadOnlyList<PeerProgram> All(string[] arguments) =>
    [
        .. arguments.Index().Where(argument => argument.Item == "--peer").Select(argument => arguments[argument.Index + 1].Split('=', 2)).Select(parts => new PeerProgram(parts[0], parts[1])),
    ];

    public Task<ServerProcess> StartAsync(int port, string configuration) => ServerProcess.StartProgramAsync(
        "/bin/sh",
        port,
        new Dictionary<string, string> { ["REVERSE_PROXY_CONFIG_PATH"] = configuration },
        "-c",
        "exec " + Command);
}
