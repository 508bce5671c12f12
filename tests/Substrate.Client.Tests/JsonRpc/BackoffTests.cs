using Substrate.Client.JsonRpc;

namespace Substrate.Client.Tests.JsonRpc;

public class BackoffTests
{
    private static readonly JsonRpcOptions Options = new() { Endpoints = [] };

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 1000)]
    [InlineData(3, 2000)]
    [InlineData(6, 16_000)]
    [InlineData(7, 30_000)]
    [InlineData(1000, 30_000)]
    public void A_pause_doubles_up_to_a_limit_and_loses_up_to_half_at_random(int failures, int milliseconds)
    {
        TimeSpan[] delays = [.. Enumerable.Range(0, 200).Select(_ => Backoff.Delay(Options, failures))];

        delays
            .ShouldAllBe(delay => delay >= TimeSpan.FromMilliseconds(milliseconds / 2) && delay <= TimeSpan.FromMilliseconds(milliseconds));
        delays.Distinct().Count().ShouldBeGreaterThan(20);
    }
}
