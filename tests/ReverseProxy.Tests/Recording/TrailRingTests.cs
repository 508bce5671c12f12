using System.Text;
using System.Text.Json;
using ReverseProxy.Recording;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Recording;

public class TrailRingTests
{
    private const long Size = 64 * 1024;

    private readonly TrailFiles _files = new(Directory.CreateTempSubdirectory("trail-ring-").FullName, 8080);

    [Fact]
    public void It_never_grows_beyond_its_size_and_keeps_the_newest()
    {
        using TrailRing ring = TrailRing.Open(_files, Size);
        for (int i = 0; i < 2_000; i++)
        {
            ring.Write(Line(i));
            Total().ShouldBeLessThanOrEqualTo(Size);
        }

        int[] kept = [.. _files.Read().Select(trail => int.Parse(trail.Id))];
        kept.ShouldBe(Enumerable.Range(2_000 - kept.Length, kept.Length));
        (kept.Length * Line(1_000).Length).ShouldBeGreaterThan((int)(Size * 3 / 4), "room that is paid for is used");
        _files.Newest(3).Select(trail => trail.Id).ShouldBe(["1999", "1998", "1997"]);
    }

    [Fact]
    public void A_batch_larger_than_a_file_is_divided_between_lines()
    {
        using TrailRing ring = TrailRing.Open(_files, Size);

        ring.Write(Enumerable.Range(0, 100).SelectMany(Line).ToArray());

        _files.Read().Select(trail => int.Parse(trail.Id)).ShouldBe(Enumerable.Range(0, 100));
    }

    [Theory]
    [InlineData("{\"id\":\"torn")]
    [InlineData("{\"id\":\"a\",\"at\":\"2026-11-22T13:44:16Z\"}\n\0\0\0\0")]
    public void A_torn_last_line_costs_itself_alone(string torn)
    {
        using (TrailRing ring = TrailRing.Open(_files, Size))
        {
            ring.Write(Line(1));
        }

        File.AppendAllText(_files.List().Single(), torn);
        using (TrailRing ring = TrailRing.Open(_files, Size))
        {
            ring.Write(Line(2));
        }

        _files.Read().Select(trail => trail.Id).ShouldBe(["1", "2"]);
    }

    [Fact]
    public void A_smaller_size_takes_effect_at_the_next_start()
    {
        using (TrailRing ring = TrailRing.Open(_files, Size))
        {
            for (int i = 0; i < 1_000; i++)
            {
                ring.Write(Line(i));
            }
        }

        using TrailRing smaller = TrailRing.Open(_files, Size / 4);

        Total().ShouldBeLessThanOrEqualTo(Size / 4);
    }

    [Fact]
    public async Task A_follower_goes_on_from_file_to_file()
    {
        using TrailRing ring = TrailRing.Open(_files, Size);
        for (int i = 0; i < 30; i++)
        {
            ring.Write(Line(i));
        }

        await using IAsyncEnumerator<Trail> follower =
            new TrailFollower(_files, new(null, null, null, NotServed: false), TimeProvider.System).FollowAsync(2, pastOnly: false, RawClient.Token).GetAsyncEnumerator(RawClient.Token);
        List<string> seen = [];
        for (int i = 0; i < 60; i++)
        {
            if (i is 2)
            {
                // Into the next file, and one trail in two pieces.
                for (int number = 30; number < 88; number++)
                {
                    ring.Write(Line(number));
                }
            }

            (await follower.MoveNextAsync()).ShouldBeTrue();
            seen.Add(follower.Current.Id);
        }

        _files.List().Count.ShouldBeGreaterThan(2);
        seen.ShouldBe(Enumerable.Range(28, 60).Select(number => number.ToString()));
    }

    private static byte[] Line(int id)
    {
        Trail trail = new()
        {
            Id = id.ToString(),
            At = DateTimeOffset.UnixEpoch,
            Method = "GET",
            Path = "/" + new string('x', 100),
            Status = 200,
            Verdict = "public",
            SenderClass = "stranger",
            Address = "203.0.113.5",
        };
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(trail, TrailJson.Default.Trail) + "\n");
    }

    private long Total() => _files.List().Sum(path => new FileInfo(path).Length);
}
