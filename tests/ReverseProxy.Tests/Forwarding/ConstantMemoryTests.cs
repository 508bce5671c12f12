using ReverseProxy.Tests.Conformance;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding;

[Collection(Alone.Name)]
public class ConstantMemoryTests
{
    [Theory]
    [InlineData("large:33554432")]
    [InlineData("largechunked:33554432")]
    public async Task A_long_answer_passes_through_in_constant_memory(string script)
    {
        await using StubBackend backend = GoldenBackend.Start();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        await Sender.Validator.PostAsync(proxy, "/inference", [], ("X-Stub", "large:1000000"));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", [.. Sender.Validator.Headers(proxy, []), ("X-Stub", script)], []));

        // Not reading holds the whole chain back: what is on its way must not grow beyond a few buffers.
        await client.ReadHeadAsync();
        await Task.Delay(500, RawClient.Token);
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;

        held.ShouldBeLessThan(8_000_000);
    }
}
