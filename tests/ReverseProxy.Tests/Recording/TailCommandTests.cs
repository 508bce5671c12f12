using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReverseProxy.CommandLine;
using ReverseProxy.Recording;
using ReverseProxy.Telemetry;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Recording;

/// <summary>Every option by which <c>tail</c> chooses, each shown to let something through and to leave something out.</summary>
public sealed class TailCommandTests
{
    private const int Port = 8080;

    /// <summary>Those that say how it is shown, or where the configuration is.</summary>
    private static readonly string[] NoFilters = ["--no-follow", "--json", "--config", "--host", "--port", "--log-level"];

    private static readonly Trail[] Past =
    [
        Trail("a") with { Route = "/inference", Path = "/inference", Status = 200, Verdict = "accepted", Sender = Sender.Validator.Address },
        Trail("b") with { Route = "/images/{id}", Path = "/images/7", Status = 401, Verdict = "signature_wrong", Sender = Sender.Stranger.Address },
        Trail("c") with { Route = null, Path = "/wp-login.php", Status = 404, Verdict = "no_route" },
        Trail("d") with { Route = "/inference", Path = "/inference", Status = 502, Verdict = "backend_unreachable", Sender = Sender.Validator.Address },
        Trail("e") with { Route = "/inference", Path = "/inference", Status = 499, Verdict = "client_gone", Sender = Sender.Validator.Address },
    ];

    public static TheoryData<string[], string> Filters => new()
    {
        { [], "abcde" },
        { ["--route", "/inference"], "ade" },
        { ["--route", "/images/{id}"], "b" },
        { ["--route", "/images/7"], "b" },
        { ["--route", "/wp-login.php"], "c" },
        { ["--sender", Sender.Validator.Address], "ade" },
        { ["--sender", Sender.Stranger.Address[..6]], "b" },
        { ["--status", "401"], "b" },
        { ["--status", "4xx"], "bce" },
        { ["--refused"], "bcde" },
        { ["--last", "2"], "de" },
        { ["-n", "1"], "e" },
        { ["--last", "0"], "" },
        { ["--last", "1", "--route", "/inference", "--refused", "--status", "5xx", "--sender", Sender.Validator.Address], "d" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Only_what_was_asked_for_is_shown(string[] options, string shown)
    {
        string configuration = await WriteAsync();

        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(["tail", "--no-follow", "--json", "-c", configuration, .. options]);

        (exitCode, errors).ShouldBe((0, string.Empty));
        string.Concat(output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string?)JsonNode.Parse(line)!["id"])).ShouldBe(shown);
    }

    [Fact]
    public void No_option_is_untried()
    {
        HashSet<string> tried = [.. Filters.SelectMany(row => row.Data.Item1)];

        IEnumerable<Option> untried = TailCommand.Create().Options.Where(option => !NoFilters.Contains(option.Name) && !tried.Contains(option.Name));

        untried.Select(option => option.Name).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--status", "6xx", "reverse-proxy: --status: \"6xx\" is no status: give one such as 401, or 5xx")]
    [InlineData("--status", "ok", "reverse-proxy: --status: \"ok\" is no status: give one such as 401, or 5xx")]
    [InlineData("--last", "-1", "reverse-proxy: --last: -1 is no count: give 0 or more")]
    public async Task What_can_match_nothing_is_refused(string option, string value, string error)
    {
        (int exitCode, _, string errors) = await ProxyProcess.RunAsync(["tail", "--no-follow", "-c", await WriteAsync(), option, value]);

        (exitCode, errors).ShouldBe((ExitCode.Usage, error));
    }

    [Fact]
    public async Task Followed_only_what_was_asked_for_is_shown_as_it_comes()
    {
        TrailFiles files = new(Directory.CreateTempSubdirectory("proxy-tail-").FullName, Port);
        await File.WriteAllTextAsync(files.PathOf(1), Lines(Past), RawClient.Token);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(RawClient.Token);
        await using IAsyncEnumerator<Trail> seen = new TrailFollower(files, new("/inference", null, null, NotServed: true), TimeProvider.System)
            .FollowAsync(last: 1, pastOnly: false, end.Token).GetAsyncEnumerator(end.Token);
        (await seen.MoveNextAsync()).ShouldBeTrue();
        seen.Current.Id.ShouldBe("e");

        // One that does not match, one in the same file, one in the next.
        await File.AppendAllTextAsync(files.PathOf(1), Lines(Past[0] with { Id = "f" }, Past[3] with { Id = "g" }), RawClient.Token);
        (await seen.MoveNextAsync()).ShouldBeTrue();
        seen.Current.Id.ShouldBe("g");
        await File.WriteAllTextAsync(files.PathOf(2), Lines(Past[2] with { Id = "h" }, Past[4] with { Id = "i" }), RawClient.Token);
        (await seen.MoveNextAsync()).ShouldBeTrue();
        seen.Current.Id.ShouldBe("i");
    }

    private static Trail Trail(string id) => TrailStoryTests.Recorded("accepted") with { Id = id, SenderClass = SenderClass.Stranger };

    private static string Lines(params Trail[] trails) => string.Concat(trails.Select(trail => JsonSerializer.Serialize(trail, TrailJson.Default.Trail) + "\n"));

    private static async Task<string> WriteAsync()
    {
        string directory = Directory.CreateTempSubdirectory("proxy-tail-").FullName;
        JsonObject configuration = RunningProxy.Configuration("http://127.0.0.1:1");
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = Port, ["state_dir"] = directory };
        string path = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);
        await File.WriteAllTextAsync(new TrailFiles(directory, Port).PathOf(1), Lines(Past), RawClient.Token);
        return path;
    }
}
