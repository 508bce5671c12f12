using System.CommandLine;
using ReverseProxy.CommandLine;

namespace ReverseProxy.Admin;

/// <summary><c>reverse-proxy drain</c>: the running proxy finishes what runs and ends.</summary>
internal static class DrainCommand
{
    public static Command Create()
    {
        ConfigurationOptions options = new();
        Command command = new("drain", "Have the running proxy accept nothing new, finish what runs, and end: what SIGTERM does.");
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using AdminClient client = AdminClient.Open(options.Reader(result)().Configuration);
            int running = (await client.SendAsync(HttpMethod.Post, "/drain", null, cancellationToken)).GetProperty("running").GetInt32();
            Console.WriteLine($"The proxy accepts nothing new; {running} requests are still running.");
        });
        return command;
    }
}
