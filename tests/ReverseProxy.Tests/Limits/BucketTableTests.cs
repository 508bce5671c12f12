using Microsoft.Extensions.Time.Testing;
using ReverseProxy.Limits;

namespace ReverseProxy.Tests.Limits;

public class BucketTableTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_bucket_gives_its_burst_and_then_its_rate()
    {
        BucketTable table = new(1024, _clock);
        BucketRate rate = new(PerSecond: 2, Burst: 5);

        Take(table, 1, rate, 10).ShouldBe(5);
        table.TryTake(Key(1), rate, out TimeSpan wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(0.5));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Take(table, 1, rate, 10).ShouldBe(2);
        _clock.Advance(TimeSpan.FromHours(1));
        Take(table, 1, rate, 10).ShouldBe(5);
    }

    [Fact]
    public void Looking_takes_nothing()
    {
        BucketTable table = new(1024, _clock);
        BucketRate rate = new(PerSecond: 1, Burst: 1);

        for (int i = 0; i < 10; i++)
        {
            table.HasToken(Key(1), rate, out _).ShouldBeTrue();
        }

        table.TryTake(Key(1), rate, out _).ShouldBeTrue();
        table.HasToken(Key(1), rate, out TimeSpan wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Keys_do_not_share_a_bucket()
    {
        BucketTable table = new(65_536, _clock);
        BucketRate rate = new(PerSecond: 1, Burst: 1);

        Enumerable.Range(0, 10_000).Count(i => table.TryTake(Key(i), rate, out _)).ShouldBe(10_000);
        Enumerable.Range(0, 10_000).Count(i => table.TryTake(Key(i), rate, out _)).ShouldBeLessThan(20);
    }

    [Fact]
    public void A_million_keys_use_no_more_memory_than_one()
    {
        BucketTable table = new(65_536, _clock);
        BucketRate rate = BucketRate.PerMinute(100);

        Fixtures.Allocations.Least(() =>
        {
            Span<byte> key = stackalloc byte[sizeof(int)];
            for (int i = 0; i < 1_000_000; i++)
            {
                BitConverter.TryWriteBytes(key, i);
                table.TryTake(key, rate, out _);
            }
        }).ShouldBe(0);
    }

    [Fact]
    public void Budgets_in_use_that_a_crowd_pushes_out_are_counted()
    {
        BucketTable table = new(64, _clock);
        BucketRate rate = BucketRate.PerMinute(10);
        for (int i = 0; i < 32; i++)
        {
            table.TryTake(BitConverter.GetBytes(i), rate, out _);
        }

        long few = table.Forgotten;
        for (int i = 0; i < 10_000; i++)
        {
            table.TryTake(BitConverter.GetBytes(i), rate, out _);
        }

        few.ShouldBeLessThan(8);
        table.Forgotten.ShouldBeGreaterThan(9_000);
    }

    [Fact]
    public void A_crowd_does_not_give_an_emptied_bucket_its_tokens_back()
    {
        BucketTable table = new(1024, _clock);
        BucketRate rate = BucketRate.PerMinute(100);
        Take(table, -1, rate, 100).ShouldBe(100);

        // Each of the crowd takes one token only: their buckets are fuller, so theirs are the ones that are replaced.
        for (int i = 0; i < 100_000; i++)
        {
            table.TryTake(Key(i), rate, out _);
        }

        table.TryTake(Key(-1), rate, out _).ShouldBeFalse();
    }

    [Fact]
    public void Of_many_at_once_no_more_get_a_token_than_there_are()
    {
        BucketTable table = new(1024, _clock);
        BucketRate rate = new(PerSecond: 0.001f, Burst: 100);
        int granted = 0;

        Parallel.For(0, 10_000, _ => Interlocked.Add(ref granted, table.TryTake(Key(1), rate, out TimeSpan _) ? 1 : 0));

        granted.ShouldBe(100);
    }

    private static byte[] Key(int number) => BitConverter.GetBytes(number);

    private static int Take(BucketTable table, int key, BucketRate rate, int times) =>
        Enumerable.Range(0, times).Count(_ => table.TryTake(Key(key), rate, out TimeSpan _));
}
