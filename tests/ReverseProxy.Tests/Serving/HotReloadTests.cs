using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Serving;

public class HotReloadTests
{
    [Fact]
    public async Task A_valid_change_is_applied_without_a_restart()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        (await Sender.Stranger.PostAsync(proxy)).Status.ShouldBe(403);

        await WriteAsync(proxy, backend, configuration => configuration["auth"]!["allowed_senders"] = new JsonArray(Sender.Stranger.Address));
        await proxy.LoggedAsync($"Configuration changed: auth.allowed_senders = [\"{Sender.Stranger.Address}\"]");

        (await Sender.Stranger.PostAsync(proxy)).Status.ShouldBe(200);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("""{"auth":{"miner_hotkey":"REPLACE_WITH_MINER_HOTKEY"}}""")]
    [InlineData("")]
    public async Task An_invalid_change_is_refused_and_the_last_good_one_stays(string text)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        await File.WriteAllTextAsync(proxy.ConfigurationPath, text, RawClient.Token);
        await proxy.LoggedAsync("the last good one stays in force");

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_folder_that_goes_away_and_comes_back_is_watched_on()
    {
        await using StubBackend backend = StubBackend.StartOk();
        string state = Directory.CreateTempSubdirectory("proxy-test-").FullName;
        await using RunningProxy proxy = await RunningProxy.StartAsync(RunningProxy.Configuration(backend.Url), state: state);
        Directory.Move(proxy.Directory, proxy.Directory + "-away");
        try
        {
            await proxy.LoggedAsync("the last good one stays in force");
            (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        }
        finally
        {
            Directory.Move(proxy.Directory + "-away", proxy.Directory);
        }

        await WriteAsync(proxy, backend, configuration => configuration["auth"]!["allowed_senders"] = new JsonArray(Sender.Stranger.Address));
        await proxy.LoggedAsync($"Configuration changed: auth.allowed_senders = [\"{Sender.Stranger.Address}\"]");
    }

    [Fact]
    public async Task What_needs_a_restart_is_said_to_need_one()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        await WriteAsync(proxy, backend, configuration => configuration["services"]!["connect_timeout"] = 7);

        await proxy.LoggedAsync("services.connect_timeout changed to 7: this takes effect after a restart");
    }

    [Fact]
    public async Task No_request_is_dropped_while_the_configuration_changes()
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await Task.Delay(5, connection.Stop);
            await connection.WriteJsonAsync("{}");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using CancellationTokenSource done = new();
        Task<int>[] senders = [.. Enumerable.Range(0, 4).Select(async _ =>
        {
            int failed = 0;
            while (!done.IsCancellationRequested)
            {
                failed += (await Sender.Validator.PostAsync(proxy)).Status == 200 ? 0 : 1;
            }

            return failed;
        })];

        for (int i = 0; i < 50; i++)
        {
            await WriteAsync(proxy, backend, configuration => configuration["auth"]!["allowed_delta_ms"] = 8_000 + i);
            proxy.Server.Reload().ShouldBeTrue();
        }

        await done.CancelAsync();
        (await Task.WhenAll(senders)).Sum().ShouldBe(0);
    }

    private static async Task WriteAsync(RunningProxy proxy, StubBackend backend, Action<JsonObject> change)
    {
        JsonObject configuration = RunningProxy.Configuration(backend.Url);
        change(configuration);

        // As editors do: a new file takes the place of the old one at once.
        string next = proxy.ConfigurationPath + ".next";
        await File.WriteAllTextAsync(next, configuration.ToJsonString(), RawClient.Token);
        File.Move(next, proxy.ConfigurationPath, overwrite: true);
    }
}
