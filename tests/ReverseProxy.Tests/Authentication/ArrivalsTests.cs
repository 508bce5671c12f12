using ReverseProxy.Authentication;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Authentication;

public class ArrivalsTests
{
    [Fact]
    public void The_horizon_is_the_oldest_arrival_that_is_underway()
    {
        SettableClock clock = new() { Milliseconds = 1_000 };
        Arrivals arrivals = new(clock);
        arrivals.Horizon.ShouldBe(1_000);

        LinkedListNode<long> first = arrivals.Enter();
        clock.Milliseconds = 2_000;
        LinkedListNode<long> second = arrivals.Enter();
        clock.Milliseconds = 3_000;

        arrivals.Horizon.ShouldBe(1_000);
        arrivals.Leave(first);
        arrivals.Horizon.ShouldBe(2_000);
        arrivals.Leave(second);
        arrivals.Horizon.ShouldBe(3_000);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_move_the_horizon_ahead_of_it()
    {
        SettableClock clock = new() { Milliseconds = 5_000 };
        Arrivals arrivals = new(clock);
        _ = arrivals.Enter();

        clock.Milliseconds = 4_000;

        arrivals.Horizon.ShouldBe(4_000);
    }
}
