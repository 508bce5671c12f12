using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Epistula;
using Epistula.Dialects;
using Epistula.Signing;
using ReverseProxy.CommandLine;
using ReverseProxy.Configuration;
using ReverseProxy.Logging;

namespace ReverseProxy.Signing;

/// <summary><c>reverse-proxy capacity</c>: asks a proxy what it can do, as a validator does.</summary>
internal static class CapacityCommand
{
    public static Command Create()
    {
        SigningOptions signing = new();
        Option<string> url = new("--url") { Description = "The proxy's address", DefaultValueFactory = _ => "http://localhost:8080/capacity", HelpName = "URL" };
        Option<double> timeout = new("--timeout") { Description = "Seconds to wait", DefaultValueFactory = _ => 30.0, HelpName = "SECONDS" };
        Option<bool> empty = new("--empty-body") { Description = "Sign and send no body, instead of the two bytes {} that orchestrators send" };
        Option<bool> json = new("--json") { Description = "Print the answer as JSON and nothing else" };
        Command command = new(
            "capacity",
            """
            Ask a proxy for its capacity with a signed request, as a validator does.
            Example: reverse-proxy capacity --url https://203.0.113.7:9999 --miner-hotkey 5F… --wallet.name validator --wallet.hotkey default
            """)
        {
            url, timeout, empty, json,
        };
        signing.AddTo(command);
        command.SetAction((result, cancellationToken) =>
            AskAsync(signing, result, Endpoint(result.GetValue(url)!), TimeSpan.FromSeconds(result.GetValue(timeout)), result.GetValue(empty), result.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> AskAsync(
        SigningOptions signing, ParseResult result, Uri endpoint, TimeSpan timeout, bool empty, bool json, CancellationToken cancellationToken)
    {
        byte[] body = empty ? [] : "{}"u8.ToArray();
        string miner = signing.Miner(result);
        using HttpRequestMessage request = new(HttpMethod.Get, endpoint);
        EpistulaEnvelope envelope = await signing.SignAsync(
            result, keypair => new EpistulaSigner(keypair, TimeProvider.System).Sign(SHA256.HashData(body), miner), cancellationToken);
        foreach (KeyValuePair<string, string> header in EpistulaDialects.Authorization.Write(envelope))
        {
            _ = request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (!empty)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
        }

        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = timeout };
        long started = Stopwatch.GetTimestamp();
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            Print((int)answer.StatusCode, text, Stopwatch.GetElapsedTime(started), json);
            return answer.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Failed;
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException($"{endpoint} cannot be reached: {exception.GetBaseException().Message}", ExitCode.Unreachable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"{endpoint} did not answer within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", ExitCode.Unreachable);
        }
    }

    private static void Print(int status, string text, TimeSpan elapsed, bool json)
    {
        // The answer is another machine's text: nothing in it may move the cursor.
        string printable = Printable.Lines(text);
        if (json)
        {
            Console.WriteLine(printable);
            return;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status} after {elapsed.TotalMilliseconds:0} ms"));
        Console.WriteLine(printable);
        if (status == 200)
        {
            Console.WriteLine(IsFlat(text)
                ? "This is a flat map of booleans, which subnet 11's orchestrator understands."
                : "This is not a flat map of booleans: subnet 11's orchestrator marks a miner with such an answer invalid.");
        }
    }

    private static bool IsFlat(string text)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(text);
            return answer.RootElement.ValueKind is JsonValueKind.Object && CapacityShape.IsFlat(answer.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Uri Endpoint(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            throw new CommandException($"--url: \"{text}\" is not an http(s) URL", ExitCode.Usage);
        }

        return url.AbsolutePath is "/" ? new(url, "/capacity") : url;
    }
}
