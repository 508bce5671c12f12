using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ReverseProxy.Clock;
using ReverseProxy.Tests.Support;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Clock;

/// <summary>What is found out about our clock, from made-up senders and blocks.</summary>
public sealed class ClockGuardTests : IDisposable
{
    private readonly JumpingTime _time = new();
    private readonly CollectedLog _log = new();
    private readonly LoggerFactory _loggers;
    private readonly ClockGuard _guard;
    private readonly ChainClock _chain;

    public ClockGuardTests()
    {
        _loggers = new([_log]);
        _guard = new(_time, _loggers.CreateLogger<ClockGuard>());
        _chain = new(_time, _loggers.CreateLogger<ChainClock>());
    }

    private IEnumerable<string> Warnings => _log.Lines.Where(line => line.Level is LogLevel.Warning).Select(line => line.Text);

    [Theory]
    [InlineData(1.4, "Our clock is 1.4 s ahead of the timestamps of known senders; ")]
    [InlineData(-1.2, "Our clock is 1.2 s behind the timestamps of known senders; ")]
    [InlineData(-700, "Our clock is 700 s behind the timestamps of known senders; ")]
    public void A_drift_of_more_than_a_second_is_a_warning_with_the_figure(double seconds, string warning)
    {
        Send(1, seconds + 3, seconds, seconds + 0.4);

        _guard.Drift.ShouldBe(TimeSpan.FromSeconds(seconds));
        Warnings.Single().ShouldStartWith(warning);
        _guard.Warnings.ShouldBe(1);
    }

    [Fact]
    public void Requests_that_take_their_time_are_no_drift()
    {
        // The way of a request only adds: the quickest of the last few tells.
        Send(1, 4, 2.5, 0.2, 7, 5, 3, 2, 6);

        _guard.Drift.ShouldBe(TimeSpan.FromSeconds(0.2));
        Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Two_requests_tell_nothing_yet()
    {
        Send(1, -9, -9);

        _guard.Drift.ShouldBeNull();
        Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void One_sender_whose_own_clock_is_wrong_does_not_speak_for_all()
    {
        Send(1, 0.1, 0.1, 0.1);
        Send(2, 0.2, 0.2, 0.2);
        Send(3, -30, -30, -30);

        _guard.Drift.ShouldBe(TimeSpan.FromSeconds(0.1));
        _guard.Senders.ShouldBe(3);
    }

    [Fact]
    public void It_is_said_again_after_ten_minutes_and_once_when_it_is_over()
    {
        Send(1, -2, -2, -2, -2, -2);
        Warnings.Count().ShouldBe(1);

        _time.Advance(TimeSpan.FromMinutes(10));
        Send(1, -2);
        Warnings.Count().ShouldBe(2);
        _guard.Warnings.ShouldBe(1, "it is the same drift");

        // NTP sets the clock: what was compared before says nothing any more.
        _time.Jump = TimeSpan.FromSeconds(2);
        Send(1, 0.1, 0.1, 0.1);
        _guard.Drift.ShouldBe(TimeSpan.FromSeconds(0.1));
        _log.Texts.Last().ShouldBe("Our clock agrees with the timestamps of known senders again");
    }

    [Fact]
    public void What_is_two_hours_old_tells_nothing_any_more()
    {
        Send(1, -2, -2, -2);
        _time.Advance(TimeSpan.FromHours(2));

        _guard.Drift.ShouldBeNull();
    }

    [Fact]
    public void Any_number_of_senders_takes_no_more_room_than_a_few()
    {
        for (int sender = 0; sender < 1_000; sender++)
        {
            Send(sender, 0.1);
        }

        _guard.Senders.ShouldBe(64);
    }

    [Fact]
    public void A_timestamp_that_cannot_be_breaks_nothing()
    {
        foreach (long timestamp in (long[])[long.MinValue, long.MaxValue, 0, -1])
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _guard.Observe(Account(1), timestamp, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        _guard.Drift.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0.7, 0, null)]
    [InlineData(2.9, 0, null)]
    [InlineData(-1.5, -1.5, "Our clock is 1.5 s behind the chain's clock; set it by NTP")]
    [InlineData(5.2, 2.2, "Our clock is 2.2 s ahead of the chain's clock; set it by NTP")]
    public void Blocks_say_how_far_it_is_off_at_least(double quickest, double drift, string? warning)
    {
        foreach (double delay in (double[])[quickest + 4, quickest, quickest + 1])
        {
            _time.Advance(TimeSpan.FromSeconds(12));
            _chain.Observe(TimeSpan.FromSeconds(delay));
        }

        _chain.Delay.ShouldBe(TimeSpan.FromSeconds(quickest));
        _chain.Drift!.Value.TotalSeconds.ShouldBe(drift, tolerance: 0.001);
        Warnings.Count().ShouldBe(warning is null ? 0 : 1);
        Warnings.ShouldAllBe(line => line.StartsWith(warning!, StringComparison.Ordinal));
    }

    public void Dispose() => _loggers.Dispose();

    private static AccountId Account(int number) => AccountId.FromBytes([.. BitConverter.GetBytes(number), .. new byte[28]]);

    /// <summary>A clock that can be set without time going by.</summary>
    private sealed class JumpingTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 21, 0, 0, TimeSpan.Zero))
    {
        public TimeSpan Jump { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    /// <summary>Requests that arrive so many seconds after their timestamps, by our clock.</summary>
    private void Send(int sender, params double[] delays)
    {
        foreach (double delay in delays)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            _guard.Observe(Account(sender), now - (long)(delay * 1_000), now);
        }
    }
}
