using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fixtures;
using ReverseProxy.Endpoints;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Status;

/// <summary>Who is told how it goes inside, and that nobody else is told more than before.</summary>
public partial class StatusTests
{
    private static readonly string Plain = System.Text.Encoding.UTF8.GetString(PublicAnswers.Status);

    // What a caller from elsewhere looks like, in a test on one machine.
    private static readonly (string, string) FromElsewhere = ("X-Forwarded-For", "203.0.113.9");

    [Fact]
    public async Task Everybody_is_told_the_same_few_bytes()
    {
        await using RunningProxy proxy = await StartAsync();

        (await RawClient.GetAsync(proxy.Port, "/status")).Text.ShouldBe(Plain);
        (await RawClient.GetAsync(proxy.Port, "/status", FromElsewhere)).Text.ShouldBe(Plain);
        (await RawClient.GetAsync(proxy.Port, "/status?verbose", FromElsewhere)).Text.ShouldBe(Plain);
        (await RawClient.GetAsync(proxy.Port, "/status?verbose=1", FromElsewhere)).Text.ShouldBe(Plain);
        (await RawClient.GetAsync(proxy.Port, "/status", Sender.Validator.Headers(proxy, []))).Text.ShouldBe(Plain);
        (await RawClient.GetAsync(proxy.Port, "/status?other", FromElsewhere)).Text.ShouldBe(Plain);
    }

    [Fact]
    public async Task The_machine_itself_and_a_known_sender_are_told_more()
    {
        await using RunningProxy proxy = await StartAsync();
        foreach (RawResponse answer in (RawResponse[])[
            await RawClient.GetAsync(proxy.Port, "/status?verbose"),
            await RawClient.GetAsync(proxy.Port, "/status?verbose", [FromElsewhere, .. Sender.Validator.Headers(proxy, [])])])
        {
            answer.Status.ShouldBe(200);
            JsonElement root = JsonDocument.Parse(answer.Body).RootElement;
            root.EnumerateObject().Select(member => member.Name)
                .ShouldBe(["status", "service", "version", "epistula_ready", "backends", "jobs", "bodies", "subnet", "policies", "clock", "requests"]);
            root.GetProperty("policies").GetProperty("allow_list").GetProperty("mode").GetString().ShouldBe("enforce");
            root.GetProperty("clock").GetProperty("sender_drift_ms").ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task What_is_told_is_explained_in_the_documentation_member_by_member()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "monitoring.md"), RawClient.Token);
        page = page[page.IndexOf("## Status", StringComparison.Ordinal)..page.IndexOf("## Flight recorder", StringComparison.Ordinal)];

        string[] members = [.. WrittenTexts.InFilesWith("IStatusSection\n{").Where(text => Member().IsMatch(text)).Distinct()];

        members.Length.ShouldBeGreaterThan(40);
        members.Where(member => !page.Contains($"`{member}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_who_signs_is_refused_as_everywhere_and_where_all_come_in_told_nothing_more()
    {
        await using RunningProxy proxy = await StartAsync();
        await using RunningProxy open = await StartAsync(configuration => configuration["auth"]!["allowed_senders"] = new JsonArray());

        RawResponse refused = await RawClient.GetAsync(proxy.Port, "/status?verbose", [FromElsewhere, .. Sender.Stranger.Headers(proxy, [])]);
        RawResponse forged = await RawClient.GetAsync(proxy.Port, "/status?verbose", [FromElsewhere, .. Sender.Validator.Headers(proxy, [1])]);
        RawResponse unknown = await RawClient.GetAsync(open.Port, "/status?verbose", [FromElsewhere, .. Sender.Stranger.Headers(open, [])]);

        (refused.Status, refused.Detail).ShouldBe((403, "Sender not allowed"));
        (forged.Status, forged.Detail).ShouldBe((401, "Signature Mismatch"));
        (unknown.Status, unknown.Text).ShouldBe((200, Plain));
    }

    private static Task<RunningProxy> StartAsync(Action<JsonObject>? change = null) => RunningProxy.StartAsync("http://127.0.0.1:1", change);

    [GeneratedRegex("^[a-z_]{2,}$", RegexOptions.None, 1000)]
    private static partial Regex Member();
}
