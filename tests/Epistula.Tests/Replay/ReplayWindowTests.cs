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

    [Fact]
    public void With_a_file_it_agrees_with_a_dictionary_however_often_it_is_opened_again() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 50], Gen.Int[0, 20], Gen.Int[0, 30]).Array[1, 200].Sample(
            operations =>
            {
                string path = Path.GetTempFileName();
                ReplayWindow window = ReplayWindow.Open(path, 1024);
                Dictionary<int, long> model = [];
                long now = Now;
                foreach ((int key, int life, int passed, int opened) in operations)
                {
                    now += passed;
                    if (opened == 0)
                    {
                        window.Dispose();
                        window = ReplayWindow.Open(path, 1024);
                    }

                    bool used = model.TryGetValue(key, out long expiresAt) && expiresAt >= now;
                    window.TryUse(Key(key), now + life, now).ShouldBe(used ? ReplayVerdict.Used : ReplayVerdict.Fresh);
                    if (!used)
                    {
                        model[key] = now + life;
                    }
                }

                window.Dispose();
                File.Delete(path);
            },
            iter: 50);

    [Fact]
    public void A_file_takes_its_whole_capacity_and_not_one_more()
    {
        using ReplayWindow window = ReplayWindow.Open(Path.GetTempFileName(), 1024);

        Enumerable.Range(0, 1024).ShouldAllBe(i => window.TryUse(Key(i), Now + 10, Now) == ReplayVerdict.Fresh);

        window.TryUse(Key(2000), Now + 10, Now).ShouldBe(ReplayVerdict.Full);
        window.TryUse(Key(0), Now + 10, Now).ShouldBe(ReplayVerdict.Used);
        window.TryUse(Key(2000), Now + 30, Now + 11).ShouldBe(ReplayVerdict.Fresh);
    }

    [Fact]
    public void In_a_full_file_each_request_that_grows_old_makes_room_for_one()
    {
        const int Capacity = 131_072;
        using ReplayWindow window = ReplayWindow.Open(Path.GetTempFileName(), Capacity);
        for (int i = 0; i < Capacity; i++)
        {
            // One in 128 grows old in each millisecond from the hundredth on, wherever they lie.
            window.TryUse(Key(i), Now + 100 + (i * 31 % 128), Now).ShouldBe(ReplayVerdict.Fresh);
        }

        int next = Capacity;
        foreach (int millisecond in (int[])[0, 100, 101, 102, 103])
        {
            int room = 0;
            while (window.TryUse(Key(next), Now + 10_000, Now + millisecond) is ReplayVerdict.Fresh)
            {
                room++;
                next++;
            }

            room.ShouldBe(millisecond <= 100 ? 0 : Capacity / 128);
        }
    }

    [Fact]
    public void What_is_remembered_longer_is_stepped_over_and_never_written_over()
    {
        string path = Path.GetTempFileName();
        using (ReplayWindow window = ReplayWindow.Open(path, 1024))
        {
            // Half of the file lives long, in one piece; the rest is used again and again.
            Enumerable.Range(0, 512).ShouldAllBe(i => window.TryUse(Key(i), Now + 1_000_000, Now) == ReplayVerdict.Fresh);
            for (int i = 0; i < 5000; i++)
            {
                window.TryUse(Key(1000 + i), Now + i, Now + i).ShouldBe(ReplayVerdict.Fresh);
            }
        }

        using ReplayWindow again = ReplayWindow.Open(path, 1024);
        Enumerable.Range(0, 512).ShouldAllBe(i => again.TryUse(Key(i), Now + 1_000_000, Now + 5000) == ReplayVerdict.Used);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(16_384)]
    public void With_another_capacity_the_file_keeps_what_it_remembers(int capacity)
    {
        string path = Path.GetTempFileName();
        using (ReplayWindow window = ReplayWindow.Open(path, 4096))
        {
            for (int i = 0; i < 2048; i++)
            {
                window.TryUse(Key(i), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
            }
        }

        using (ReplayWindow other = ReplayWindow.Open(path, capacity))
        {
            other.Count(Now).ShouldBe(2048);
        }

        // The file too, and not only the memory that was filled from the former one.
        using ReplayWindow again = ReplayWindow.Open(path, capacity);
        Enumerable.Range(0, 2048).ShouldAllBe(i => again.TryUse(Key(i), Now + 10, Now) == ReplayVerdict.Used);
    }

    [Fact]
    public void With_too_little_room_it_keeps_what_is_to_be_remembered_longest()
    {
        string path = Path.GetTempFileName();
        using (ReplayWindow window = ReplayWindow.Open(path, 2048))
        {
            for (int i = 0; i < 2048; i++)
            {
                window.TryUse(Key(i), Now + i, Now).ShouldBe(ReplayVerdict.Fresh);
            }
        }

        using ReplayWindow smaller = ReplayWindow.Open(path, 1024);

        smaller.Count(Now).ShouldBe(1024);
        Enumerable.Range(1024, 1024).ShouldAllBe(i => smaller.TryUse(Key(i), Now + i, Now) == ReplayVerdict.Used);
    }

    [Fact]
    public void What_had_expired_when_the_last_request_came_is_left_alone_when_the_file_is_opened()
    {
        string path = Path.GetTempFileName();
        using (ReplayWindow window = ReplayWindow.Open(path, 1024))
        {
            window.TryUse(Key(1), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
            window.TryUse(Key(2), Now + 20, Now).ShouldBe(ReplayVerdict.Fresh);
            window.TryUse(Key(3), Now + 1000, Now + 20).ShouldBe(ReplayVerdict.Fresh);
        }

        using ReplayWindow again = ReplayWindow.Open(path, 1024);
        again.Count(Now).ShouldBe(2);
        again.TryUse(Key(2), Now + 20, Now + 20).ShouldBe(ReplayVerdict.Used);
        again.TryUse(Key(3), Now + 1000, Now + 20).ShouldBe(ReplayVerdict.Used);
    }

    [Fact]
    public void A_file_of_the_first_format_is_taken_over()
    {
        // Its slots lay where their keys said, and its header had nothing but the mark.
        string path = Path.GetTempFileName();
        byte[] content = new byte[64 + (1024 * 24)];
        "\u0001REPLAY1"u8.CopyTo(content);
        foreach (int number in Enumerable.Range(1, 3))
        {
            Span<byte> slot = content.AsSpan(64 + (number * 300 * 24), 24);
            BitConverter.TryWriteBytes(slot, Key(number).High);
            BitConverter.TryWriteBytes(slot[8..], Key(number).Low);
            BitConverter.TryWriteBytes(slot[16..], Now + number);
        }

        File.WriteAllBytes(path, content);

        using ReplayWindow window = ReplayWindow.Open(path, 1024);

        window.TryUse(Key(1), Now + 1, Now + 2).ShouldBe(ReplayVerdict.Fresh);
        window.TryUse(Key(2), Now + 2, Now + 2).ShouldBe(ReplayVerdict.Used);
        window.TryUse(Key(3), Now + 3, Now + 2).ShouldBe(ReplayVerdict.Used);
    }

    [Fact]
    public void A_damaged_place_to_go_on_from_hurts_nobody()
    {
        string path = Path.GetTempFileName();
        using (ReplayWindow window = ReplayWindow.Open(path, 1024))
        {
            window.TryUse(Key(1), Now + 10, Now).ShouldBe(ReplayVerdict.Fresh);
        }

        using (FileStream file = File.OpenWrite(path))
        {
            file.Position = 8;
            file.Write([.. Enumerable.Repeat((byte)0xFF, 8)]);
        }

        using ReplayWindow again = ReplayWindow.Open(path, 1024);
        again.TryUse(Key(1), Now + 10, Now).ShouldBe(ReplayVerdict.Used);
        Enumerable.Range(2, 1023).ShouldAllBe(i => again.TryUse(Key(i), Now + 10, Now) == ReplayVerdict.Fresh);
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
