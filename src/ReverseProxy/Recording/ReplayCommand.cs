using System.CommandLine;
using System.Text;
using ReverseProxy.CommandLine;
using ReverseProxy.Configuration;
using ReverseProxy.Gating;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Recording;

/// <summary><c>reverse-proxy replay</c>: what a recorded request would come to with the present configuration.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        ConfigurationOptions options = new();
        Argument<string> id = new("request-id") { Description = "The request's id: X-Request-Id of the answer, id= in the log" };
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        Command command = new(
            "replay",
            """
            Judge a recorded request anew, by the present configuration and at the recorded time. Nothing is sent anywhere.
            Example: reverse-proxy replay 4kz0q7m2x9b1d
            """)
        {
            id, json,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            ProxyConfiguration configuration = options.Reader(result)().Configuration;
            Trail trail = ExplainCommand.Find(configuration, result.GetValue(id)!);

            // With the senders that were allowed and denied while the proxy ran.
            GateSettings gate = SenderOverlay.Open(configuration.Server.StateDirectory).ApplyTo(configuration.Auth.Gate);
            Rejudgement again = Judge.Again(trail, configuration with { Auth = configuration.Auth with { Gate = gate } });
            Console.WriteLine(result.GetValue(json) ? Json(trail, again) : string.Join('\n', Tell(trail, again)));
        });
        return command;
    }

    private static IEnumerable<string> Tell(Trail trail, Rejudgement again)
    {
        yield return $"Request {trail.Id}: {trail.Method} {trail.Path}, on {TrailStory.Time(trail)}.";
        yield return $"Recorded: {trail.Status} {trail.Verdict}: {Verdicts.Of(trail.Verdict).Meaning}.";
        string reason = again.Reason is null ? string.Empty : $" ({again.Reason})";
        yield return again.Verdict == trail.Verdict
            ? $"With the present configuration: the same{reason}."
            : $"With the present configuration: {again.Verdict}: {Verdicts.Of(again.Verdict).Meaning}{reason}.";
        foreach (string line in again.AsRecorded)
        {
            yield return $"Taken as recorded: {line}.";
        }
    }

    private static string Json(Trail trail, Rejudgement again) => Encoding.UTF8.GetString(JsonBytes.Object(writer =>
    {
        writer.WriteString("id"u8, trail.Id);
        writer.WriteString("recorded"u8, trail.Verdict);
        writer.WriteString("now"u8, again.Verdict);
        writer.WriteBoolean("same"u8, again.Verdict == trail.Verdict);
        if (again.Reason is not null)
        {
            writer.WriteString("reason"u8, again.Reason);
        }

        writer.WriteStartArray("as_recorded"u8);
        foreach (string line in again.AsRecorded)
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
    }));
}
