using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Epistula;
using Epistula.Dialects;
using Epistula.Signing;

namespace ReverseProxy.Signing;

/// <summary><c>reverse-proxy sign</c>: the headers of a signed request, or a curl line ready to be run.</summary>
internal static class SignCommand
{
    public static Command Create()
    {
        SigningOptions signing = new();
        BodyOptions bodies = new();
        Option<string?> url = new("--url") { Description = "Print a curl line for this address instead of headers", HelpName = "URL" };
        Option<string> method = new("--method") { Description = "The curl line's method", DefaultValueFactory = _ => "POST" };
        Option<string> dialect = new("--dialect") { Description = "How the signature is laid out", DefaultValueFactory = _ => EpistulaDialects.Authorization.Name };
        dialect.AcceptOnlyFromAmong([.. EpistulaDialects.All.Select(known => known.Name)]);
        Command command = new(
            "sign",
            """
            Sign a body for a miner and print the headers, or a curl line. The signature is good for a few seconds and for one request.
            Examples:
              reverse-proxy sign --miner-hotkey 5F… --wallet.name validator --data '{"prompt":"a cube"}' --url http://localhost:8080/inference | sh
              reverse-proxy sign --miner-hotkey 5F… --dev-key //Alice --body job.json
            """)
        {
            url, method, dialect,
        };
        bodies.AddTo(command);
        signing.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            byte[] body = await bodies.ReadAsync(result, cancellationToken);
            string miner = signing.Miner(result);
            EpistulaEnvelope envelope = await signing.SignAsync(
                result, keypair => new EpistulaSigner(keypair, TimeProvider.System).Sign(SHA256.HashData(body), miner), cancellationToken);
            IReadOnlyList<KeyValuePair<string, string>> headers = EpistulaDialects.All.Single(known => known.Name == result.GetValue(dialect)).Write(envelope);
            Console.WriteLine(result.GetValue(url) is { } address
                ? Curl(result.GetValue(method)!, address, headers, bodies.File(result), Encoding.UTF8.GetString(body))
                : string.Join('\n', headers.Select(header => $"{header.Key}: {header.Value}")));
        });
        return command;
    }

    internal static string Curl(string method, string url, IReadOnlyList<KeyValuePair<string, string>> headers, string? file, string body)
    {
        // Quoted for a shell: whatever the body holds, it stays one argument. A file is read again by curl, byte for byte.
        string data = file is not null and not "-" ? "@" + file : body;
        StringBuilder line = new("curl -sS -X ");
        _ = line.Append(Quoted(method)).Append(' ').Append(Quoted(url)).Append(" -H 'Content-Type: application/json'");
        foreach (KeyValuePair<string, string> header in headers)
        {
            _ = line.Append(" -H ").Append(Quoted($"{header.Key}: {header.Value}"));
        }

        return line.Append(" --data-binary ").Append(Quoted(data)).ToString();
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
