using System.CommandLine;
using System.Text.Json;
using ReverseProxy.CommandLine;
using ReverseProxy.Configuration;

namespace ReverseProxy.Recording;

/// <summary><c>reverse-proxy explain</c>: why a request got its answer.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        ConfigurationOptions options = new();
        Argument<string> id = new("request-id") { Description = "The request's id: X-Request-Id of the answer, id= in the log" };
        Option<bool> json = new("--json") { Description = "Print the trail as JSON" };
        Command command = new(
            "explain",
            """
            Say why a request got its answer, from what the flight recorder kept. The proxy need not run.
            Example: reverse-proxy explain 4kz0q7m2x9b1d
            """)
        {
            id, json,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            Trail trail = Find(options.Reader(result)().Configuration, result.GetValue(id)!);
            Console.WriteLine(result.GetValue(json) ? JsonSerializer.Serialize(trail, TrailJson.Default.Trail) : string.Join('\n', TrailStory.Tell(trail)));
        });
        return command;
    }

    /// <exception cref="CommandException">It is not there.</exception>
    internal static Trail Find(ProxyConfiguration configuration, string id)
    {
        if (configuration.Recorder.Size == 0)
        {
            throw new CommandException("the flight recorder is off: set recorder.size, for example to 16777216, and restart the proxy", ExitCode.Usage);
        }

        TrailFiles files = TrailFiles.Of(configuration.Server);
        try
        {
            return files.Read().LastOrDefault(trail => trail.Id == id)
                ?? throw new CommandException(files.List().Count == 0
                    ? $"nothing is recorded in {files.Directory} for port {files.Port}: is this the configuration that the proxy runs with?"
                    : $"request {id} is not among those that are kept: it is older, or one of a stranger's many, of which a few a minute are kept", ExitCode.Failed);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException($"the trails in {files.Directory} cannot be read: are you the proxy's user?", ExitCode.Usage);
        }
    }
}
