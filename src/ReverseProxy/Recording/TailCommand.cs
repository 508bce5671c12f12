using System.CommandLine;
using System.Text.Json;
using ReverseProxy.CommandLine;
using ReverseProxy.Configuration;

namespace ReverseProxy.Recording;

/// <summary><c>reverse-proxy tail</c>: requests as they come.</summary>
internal static class TailCommand
{
    public static Command Create()
    {
        ConfigurationOptions options = new();
        Option<string?> route = new("--route") { Description = "Only this route, such as /inference", HelpName = "PATH" };
        Option<string?> sender = new("--sender") { Description = "Only this sender's; the beginning of the hotkey will do", HelpName = "HOTKEY" };
        Option<string?> status = new("--status") { Description = "Only with this status, such as 401 or 5xx", HelpName = "STATUS" };
        Option<bool> refused = new("--refused") { Description = "Only those that were not served" };
        Option<int> last = new("--last", "-n") { Description = "How many of the past to begin with", DefaultValueFactory = _ => 10, HelpName = "COUNT" };
        Option<bool> once = new("--no-follow") { Description = "Print the past and end" };
        Option<bool> json = new("--json") { Description = "Print one JSON object a line" };
        Command command = new(
            "tail",
            """
            Follow requests as they come, from what the flight recorder keeps; Ctrl+C ends it.
            Example: reverse-proxy tail --refused --route /inference
            """)
        {
            route, sender, status, refused, last, once, json,
        };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(status) is { } text && !TrailFilter.IsStatus(text))
            {
                throw new CommandException($"--status: \"{text}\" is no status: give one such as 401, or 5xx", ExitCode.Usage);
            }

            if (result.GetValue(last) < 0)
            {
                throw new CommandException($"--last: {result.GetValue(last)} is no count: give 0 or more", ExitCode.Usage);
            }

            ProxyConfiguration configuration = options.Reader(result)().Configuration;
            if (configuration.Recorder.Size == 0)
            {
                throw new CommandException("the flight recorder is off: set recorder.size, for example to 16777216, and restart the proxy", ExitCode.Usage);
            }

            TrailFilter filter = new(result.GetValue(route), result.GetValue(sender), result.GetValue(status), result.GetValue(refused));
            TrailFollower follower = new(TrailFiles.Of(configuration.Server), filter, TimeProvider.System);
            bool asJson = result.GetValue(json);
            await foreach (Trail trail in follower.FollowAsync(result.GetValue(last), result.GetValue(once), cancellationToken))
            {
                Console.WriteLine(asJson ? JsonSerializer.Serialize(trail, TrailJson.Default.Trail) : TrailLine.Of(trail));
            }
        });
        return command;
    }
}
