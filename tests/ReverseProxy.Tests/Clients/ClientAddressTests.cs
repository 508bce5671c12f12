using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Clients;

/// <summary>The caller's address on a real connection, as the backend is told it.</summary>
public class ClientAddressTests
{
    [Theory]
    [InlineData("127.0.0.0/8", "9.9.9.9", "9.9.9.9")]
    [InlineData("10.0.0.0/8", "9.9.9.9", "127.0.0.1")]
    public async Task A_forwarded_address_is_believed_from_trusted_proxies_only(string trusted, string forwarded, string seen)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["server"] = new JsonObject { ["trusted_proxies"] = new JsonArray(trusted) });

        await Sender.Validator.PostAsync(proxy, "/inference", [], ("X-Forwarded-For", forwarded), ("X-Forwarded-Proto", "https"));

        backend.Seen.Single().Head.All("X-Forwarded-For").ShouldBe([seen]);
        backend.Seen.Single().Head.All("X-Forwarded-Proto").ShouldBe([seen == forwarded ? "https" : "http"]);
    }

    [Fact]
    public async Task A_PROXY_header_from_a_trusted_balancer_names_the_caller()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, "127.0.0.1");
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync("PROXY TCP4 203.0.113.7 10.0.0.1 47");
        await Task.Delay(50, RawClient.Token);
        await client.WriteAsync("11 443\r\n");
        await client.WriteAsync(RawClient.Request("POST", "/inference", Sender.Validator.Headers(proxy, []), []));

        (await client.ReadResponseAsync()).Status.ShouldBe(200);
        backend.Seen.Single().Header("X-Forwarded-For").ShouldBe("203.0.113.7");
    }

    [Fact]
    public async Task A_balancer_without_its_header_is_not_served()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, "127.0.0.1");

        await Should.ThrowAsync<IOException>(() => RawClient.GetAsync(proxy.Port, "/"));
    }

    [Fact]
    public async Task A_PROXY_header_from_anybody_else_is_no_HTTP()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend, "10.0.0.1");
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync("PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");

        (await client.ReadResponseAsync()).Status.ShouldBe(400);
        (await RawClient.GetAsync(proxy.Port, "/")).Status.ShouldBe(200);
    }

    private static Task<RunningProxy> StartAsync(StubBackend backend, string trusted) => RunningProxy.StartAsync(
        backend.Url, configuration => configuration["server"] = new JsonObject { ["proxy_protocol"] = true, ["trusted_proxies"] = new JsonArray(trusted) });
}
