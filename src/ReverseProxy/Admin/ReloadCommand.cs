using System.CommandLine;
using ReverseProxy.CommandLine;

namespace ReverseProxy.Admin;

/// <summary><c>reverse-proxy reload</c>: the running proxy reads its configuration again.</summary>
internal static class ReloadCommand
{
    public static Command Create()
    {
        ConfigurationOptions options = new();
        Command command = new("reload", "Have the running proxy read its configuration again. Exit code 1, with the reason, where it is not usable.");
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using AdminClient client = AdminClient.Open(options.Reader(result)().Configuration);
            _ = await client.SendAsync(HttpMethod.Post, "/reload", null, cancellationToken);
            Console.WriteLine("The configuration is in force.");
        });
        return command;
    }
}
