using CsCheck;
using Epistula.Replay;

namespace Epistula.Tests.Replay;

public class ReplayWindowTests
{
    private const long Now = 1_758_000_000_000;

    [Fact]
    public void A_request_is_fresh_once()
    {
        using ReplayWindow window = ReplayWindow.InMemory(1024);

        window.TryUse(Key(1), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
        window.TryUse(Key(1), Now + 10, Now).ShouldBe(ReplayVerdict.Used);
        window.TryUse(Key(2), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
    }

    [Fact]
    public void A_request_is_remembered_up_to_its_last_millisecond()
    {
        using ReplayWindow window = ReplayWindow.InMemory(1024);
        window.TryUse(Key(1), Now + 10, Now);

        window.TryUse(Key(1), Now + 10, Now + 10).ShouldBe(ReplayVerdict.Used);
        window.TryUse(Key(1), Now + 30, Now + 11).ShouldBe(ReplayVerdict.Fresh);
    }

    [Fact]
    public void Two_keys_that_share_half_their_bits_are_two_keys()
    {
        using ReplayWindow window = ReplayWindow.InMemory(1024);
        window.TryUse(new(7, 1), Now + 10, Now);

        window.TryUse(new(7, 2), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
        window.TryUse(new(8, 1), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
        window.TryUse(new(1, 7), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
    }

    [Fact]
    public void It_takes_four_fifths_of_its_capacity_before_it_is_full_and_never_forgets_what_it_holds()
    {
        using ReplayWindow window = ReplayWindow.InMemory(16_384);
        int count = (int)(window.Capacity * 8 / 10);
        ReplayKey[] keys = [.. Enumerable.Range(0, count).Select(i => Key(i))];

        keys.Count(key => window.TryUse(key, Now + 10, Now) is ReplayVerdict.Fresh).ShouldBe(count);
        keys.Count(key => window.TryUse(key, Now + 10, Now) is ReplayVerdict.Used).ShouldBe(count);
        window.Count(Now).ShouldBe(count);

        Enumerable.Range(count, count).Select(i => window.TryUse(Key(i), Now + 10, Now)).ShouldContain(ReplayVerdict.Full);
    }

    [Fact]
    public void Room_comes_back_as_requests_grow_old()
    {
        using ReplayWindow window = ReplayWindow.InMemory(1024);
        for (int generation = 0; generation < 50; generation++)
        {
            long now = Now + (generation * 100);
            for (int i = 0; i < 800; i++)
            {
                window.TryUse(Key((generation * 1000) + i), now + 99, now).ShouldBe(ReplayVerdict.Fresh);
            }
        }
    }

    [Fact]
    public void It_agrees_with_a_dictionary() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 50], Gen.Int[0, 20]).Array[1, 400].Sample(operations =>
        {
            using ReplayWindow window = ReplayWindow.InMemory(1024);
            Dictionary<int, long> model = [];
            long now = Now;
            foreach ((int key, int life, int passed) in operations)
            {
                now += passed;
                bool used = model.TryGetValue(key, out long expiresAt) && expiresAt >= now;
                window.TryUse(Key(key), now + life, now).ShouldBe(used ? ReplayVerdict.Used : ReplayVerdict.Fresh);
                if (!used)
                {
                    model[key] = now + life;
                }
            }
        });

    [Fact]
    public void Of_many_at_once_exactly_one_is_fresh()
    {
        using ReplayWindow window = ReplayWindow.InMemory(4096);
        int[] fresh = new int[1000];
        Parallel.For(0, 8000, i =>
        {
            if (window.TryUse(Key(i % 1000), Now + 10, Now) is ReplayVerdict.Fresh)
            {
                Interlocked.Increment(ref fresh[i % 1000]);
            }
        });

        fresh.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public void In_a_file_it_outlives_its_process()
    {
        string path = Path.GetTempFileName();
        using (ReplayWindow window = ReplayWindow.Open(path, 1024))
        {
            window.Persistent.ShouldBeTrue();
            window.TryUse(Key(1), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
        }

        using ReplayWindow again = ReplayWindow.Open(path, 1024);
        again.TryUse(Key(1), Now + 10, Now).ShouldBe(ReplayVerdict.Used);
        again.TryUse(Key(2), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void A_file_that_is_not_ours_is_made_anew(int length)
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0xFF, length)]);

        using ReplayWindow window = ReplayWindow.Open(path, 1024);

        window.TryUse(new(ulong.MaxValue, ulong.MaxValue), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
        window.Count(Now).ShouldBe(1);
    }

    [Fact]
    public void A_file_belongs_to_one_process_at_a_time()
    {
        string path = Path.GetTempFileName();
        using ReplayWindow first = ReplayWindow.Open(path, 1024);

        Should.Throw<IOException>(() => ReplayWindow.Open(path, 1024));
    }

    [Fact]
    public void After_its_disposal_it_says_so_instead_of_reading_freed_memory()
    {
        ReplayWindow window = ReplayWindow.InMemory(1024);
        window.Dispose();
        window.Dispose();

        Should.Throw<ObjectDisposedException>(() => window.TryUse(Key(1), Now, Now));
    }

    private static ReplayKey Key(int number)
    {
        Span<byte> digest = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number), digest);
        return new(BitConverter.ToUInt64(digest), BitConverter.ToUInt64(digest[8..]));
    }
}
