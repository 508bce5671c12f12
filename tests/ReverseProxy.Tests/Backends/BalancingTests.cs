using ReverseProxy.Backends;
using ReverseProxy.Configuration;

namespace ReverseProxy.Tests.Backends;

public class BalancingTests
{
    private readonly Random _random = new(1);

    [Fact]
    public void A_round_gives_each_server_its_weight_and_never_in_a_bunch()
    {
        BackendServer[] servers = [Server("a", 3), Server("b", 1), Server("c", 1)];

        string round = string.Concat(Enumerable.Range(0, 10).Select(_ => Choose(BalancingPolicy.RoundRobin, servers).Address));

        round.Count(name => name == 'a').ShouldBe(6);
        round.Count(name => name == 'b').ShouldBe(2);
        round.ShouldNotContain("aaa");
    }

    [Theory]
    [InlineData(nameof(BalancingPolicy.Random))]
    [InlineData(nameof(BalancingPolicy.PowerOfTwoChoices))]
    public void Drawing_follows_the_weights(string policy)
    {
        // With power of two the heavier one also looks less busy per weight, so it gets more still.
        BackendServer[] servers = [Server("a", 9), Server("b", 1), Server("c", 1)];
        Array.ForEach(servers, server => server.Running = 1);

        int heavy = Enumerable.Range(0, 2_000).Count(_ => Choose(Enum.Parse<BalancingPolicy>(policy), servers).Address == "a");

        heavy.ShouldBeGreaterThan(2_000 * 7 / 11);
        heavy.ShouldBeLessThan(2_000);
    }

    [Fact]
    public void Of_two_the_less_busy_one_is_taken()
    {
        BackendServer[] servers = [Server("busy", 1, running: 5), Server("idle", 1)];

        Enumerable.Range(0, 100).ShouldAllBe(_ => Choose(BalancingPolicy.PowerOfTwoChoices, servers).Address == "idle");
    }

    [Fact]
    public void The_fewest_requests_count_by_weight()
    {
        BackendServer[] servers = [Server("a", 1, running: 2), Server("b", 4, running: 4), Server("c", 1, running: 3)];

        Choose(BalancingPolicy.LeastRequests, servers).Address.ShouldBe("b");
    }

    [Fact]
    public void The_shortest_queue_is_what_the_servers_report_and_what_they_got_since()
    {
        BackendServer[] servers = [Server("a", 1, running: 1), Server("b", 1), Server("c", 1)];
        servers[1].Backlog = (4, 0);
        servers[2].Backlog = (2, 0);

        Choose(BalancingPolicy.LeastQueued, servers).Address.ShouldBe("a");
    }

    [Fact]
    public void The_first_is_the_first()
    {
        BackendServer[] servers = [Server("a", 1, running: 9), Server("b", 100)];

        Choose(BalancingPolicy.First, servers).Address.ShouldBe("a");
    }

    [Fact]
    public void Equals_get_the_same()
    {
        BackendServer[] servers = [Server("a"), Server("b"), Server("c")];

        int[] counts = [.. servers.Select(server => Enumerable.Range(0, 900).Count(_ => Choose(BalancingPolicy.LeastRequests, servers) == server))];

        counts.ShouldAllBe(count => count > 200);
    }

    private BackendServer Choose(BalancingPolicy policy, BackendServer[] servers) => Balancing.Choose(policy, servers, _random.Next);

    private static BackendServer Server(string name, int weight = 1, int running = 0) => new("pool", name, TimeProvider.System) { Weight = weight, Running = running };
}
