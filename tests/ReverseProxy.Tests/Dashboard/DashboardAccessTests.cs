using System.Net;
using Fixtures;
using ReverseProxy.Dashboard;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Dashboard;

/// <summary>Who gets to see the page's data, and what the page may do.</summary>
public class DashboardAccessTests
{
    [Fact]
    public async Task Without_a_session_there_is_a_login_and_no_data()
    {
        await using AdminProxy admin = await AdminProxy.StartAsync("http://127.0.0.1:1");

        RawResponse page = await RawClient.GetAsync(admin.Port, "/dashboard");
        (page.Status, page.Header("Location")).ShouldBe((303, "/login"));
        (await RawClient.GetAsync(admin.Port, "/dashboard?token=wrong")).Header("Location").ShouldBe("/login?wrong");
        (await RawClient.GetAsync(admin.Port, "/login")).Text.ShouldContain("Admin token");
        (await RawClient.GetAsync(admin.Port, "/events")).Status.ShouldBe(401);
        (await RawClient.GetAsync(admin.Port, "/events", ("Cookie", "reverse_proxy_admin=" + new string('0', 64)))).Status.ShouldBe(401);
        (await RawClient.GetAsync(admin.Port, "/explain?id=1", ("Cookie", "reverse_proxy_admin=no"))).Status.ShouldBe(401);
        (await PostAsync(admin, "token=wrong")).Header("Location").ShouldBe("/login?wrong");
    }

    [Fact]
    public async Task A_session_reads_and_changes_nothing()
    {
        await using AdminProxy admin = await AdminProxy.StartAsync("http://127.0.0.1:1");

        RawResponse login = await PostAsync(admin, "token=" + admin.Token);

        (login.Status, login.Header("Location")).ShouldBe((303, "/dashboard"));
        string cookie = login.Header("Set-Cookie")!;
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain(admin.Token);
        (string, string) session = ("Cookie", cookie.Split(';')[0]);
        RawResponse page = await RawClient.GetAsync(admin.Port, "/dashboard", session);
        (page.Status, page.Header("X-Content-Type-Options")).ShouldBe((200, "nosniff"));
        page.Header("Content-Security-Policy")!.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        page.Text.ShouldNotContain(RunningProxy.Miner);
        (await RawClient.GetAsync(admin.Port, "/explain?id=none", session)).Status.ShouldBe(404);
        (await RawClient.GetAsync(admin.Port, "/senders", session)).Status.ShouldBe(401);
        (await RawClient.SendAsync(admin.Port, "POST", "/drain", [session])).Status.ShouldBe(401);
        (await RawClient.GetAsync(admin.Port, "/metrics", session)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task An_open_page_does_not_keep_the_program_from_ending()
    {
        await using AdminProxy admin = await AdminProxy.StartAsync("http://127.0.0.1:1");
        using HttpResponseMessage events = await admin.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead, RawClient.Token);
        events.StatusCode.ShouldBe(HttpStatusCode.OK);

        await admin.Proxy.Server.StopAsync(RawClient.Token).WaitAsync(TimeSpan.FromSeconds(10), RawClient.Token);
    }

    [Fact]
    public void The_page_is_small_and_asks_nothing_of_anybody_else()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "src", "ReverseProxy", "Dashboard", "Page"));

        files.Sum(path => new FileInfo(path).Length).ShouldBeLessThan(200_000);
        foreach (string path in files)
        {
            string text = File.ReadAllText(path).Replace("http://www.w3.org/2000/svg", string.Empty, StringComparison.Ordinal);
            text.ShouldNotContain("http:");
            text.ShouldNotContain("https:");
            text.ShouldNotContain("innerHTML");
            text.ShouldNotContain("style=");
        }
    }

    [Theory]
    [InlineData(0.5, 10.0)]
    [InlineData(0.99, 1000.0)]
    public void Percentiles_are_right_within_a_tenth(double share, double milliseconds)
    {
        int[] counts = new int[LatencyScale.Steps];
        counts[LatencyScale.StepOf(TimeSpan.FromMilliseconds(10))] += 90;
        counts[LatencyScale.StepOf(TimeSpan.FromMilliseconds(1000))] += 10;

        LatencyScale.Percentile(counts, share)!.Value.ShouldBe(milliseconds, milliseconds / 10);
        LatencyScale.Percentile(new int[LatencyScale.Steps], share).ShouldBeNull();
        LatencyScale.StepOf(TimeSpan.FromDays(1)).ShouldBe(LatencyScale.Steps - 1);
        LatencyScale.StepOf(TimeSpan.FromTicks(-1)).ShouldBe(0);
    }

    private static Task<RawResponse> PostAsync(AdminProxy admin, string form) => RawClient.SendAsync(
        admin.Port, "POST", "/login", [("Content-Type", "application/x-www-form-urlencoded")], System.Text.Encoding.ASCII.GetBytes(form));
}
