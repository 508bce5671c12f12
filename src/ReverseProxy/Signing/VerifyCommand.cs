using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Epistula;
using Epistula.Dialects;
using ReverseProxy.CommandLine;
using ReverseProxy.Serving;
using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace ReverseProxy.Signing;

/// <summary><c>reverse-proxy verify</c>: what the proxy would say of a captured request, without any server.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        BodyOptions bodies = new();
        Option<string> miner = new("--miner-hotkey", "--for") { Description = "The miner's hotkey: whom the request must be signed for", HelpName = "HOTKEY", Required = true };
        Option<string[]> header = new("--header", "-H") { Description = "A header of the request, \"Name: value\"; may be given several times", HelpName = "LINE" };
        Option<string?> file = new("--headers") { Description = "A file with its headers, a line each; - reads standard input", HelpName = "FILE" };
        Option<long?> at = new("--at") { Description = "The clock to judge by, in milliseconds since 1970 [default: now]", HelpName = "MS" };
        Option<long> delta = new("--allowed-delta-ms") { Description = "How old the request may be", DefaultValueFactory = _ => 8_000, HelpName = "MS" };
        Option<bool> json = new("--json") { Description = "Print the verdict as JSON: status, detail, sender, timestamp, age_ms, body_sha256" };
        Command command = new(
            "verify",
            """
            Judge a captured request as the proxy would: its headers, its age and its signature. Exit code 0 if it is valid, else 1.
            Whether its sender is allowed, and whether it was used before, only the running proxy knows.
            Example: reverse-proxy sign --miner-hotkey 5F… --dev-key //Alice --data '{}' | reverse-proxy verify --miner-hotkey 5F… --headers - --data '{}'
            """)
        {
            miner, header, file, at, delta, json,
        };
        bodies.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            string receiver = result.GetValue(miner)!;
            if (!AccountId.TryParse(receiver, out _))
            {
                throw new CommandException($"--miner-hotkey: \"{receiver}\" is not a valid SS58 address", ExitCode.Usage);
            }

            if (result.GetValue(file) is "-" && bodies.File(result) is "-")
            {
                throw new CommandException("standard input holds the headers or the body, not both", ExitCode.Usage);
            }

            IEnumerable<string> lines = result.GetValue(header) ?? [];
            if (result.GetValue(file) is { } path)
            {
                lines = lines.Concat(Encoding.Latin1.GetString(await InputFile.ReadAsync(path, cancellationToken)).Split('\n'));
            }

            byte[] digest = SHA256.HashData(await bodies.ReadAsync(result, cancellationToken));
            EpistulaVerifierOptions options = new() { Receiver = receiver, AllowedDeltaMilliseconds = result.GetValue(delta) };
            long now = result.GetValue(at) ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            EpistulaFailure failure = Judge(new HeaderLines(lines), options, now, digest, out EpistulaCandidate candidate);
            Print(failure, candidate, now, digest, result.GetValue(json));
            return failure is EpistulaFailure.None ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static EpistulaFailure Judge(HeaderLines headers, EpistulaVerifierOptions options, long now, byte[] digest, out EpistulaCandidate candidate)
    {
        candidate = default;
        EpistulaVerifier verifier = new(options, Sr25519Verifier.Default, new FixedClock(now));
        EpistulaFailure failure = EpistulaDialects.Read(headers, out EpistulaEnvelope envelope);
        if (failure is EpistulaFailure.None)
        {
            failure = verifier.Examine(envelope, out candidate);
        }

        return failure is EpistulaFailure.None && !verifier.Verify(candidate, digest) ? EpistulaFailure.SignatureWrong : failure;
    }

    private static void Print(EpistulaFailure failure, in EpistulaCandidate candidate, long now, byte[] digest, bool json)
    {
        bool read = candidate.Sender != default;
        (int status, string detail) = failure is EpistulaFailure.None ? (200, "valid") : (failure.StatusCode(), failure.Detail());
        (string? sender, long timestamp) = (read ? candidate.Sender.ToString() : null, candidate.Timestamp);
        if (json)
        {
            Console.WriteLine(Encoding.UTF8.GetString(JsonBytes.Object(writer =>
            {
                writer.WriteNumber("status", status);
                writer.WriteString("detail", detail);
                writer.WriteString("sender", sender);
                if (read)
                {
                    writer.WriteNumber("timestamp", timestamp);
                    writer.WriteNumber("age_ms", now - timestamp);
                }

                writer.WriteString("body_sha256", Convert.ToHexStringLower(digest));
            })));
            return;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status} {detail}"));
        if (read)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"signed by {sender}, {Math.Abs(now - timestamp)} ms {(timestamp > now ? "ahead" : "ago")}, over a body of SHA-256 {Convert.ToHexStringLower(digest)}"));
        }
    }

    private sealed class FixedClock(long milliseconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
