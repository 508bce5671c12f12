using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.Backends;

namespace ReverseProxy.Tests.Backends;

public class JobOwnersTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("job-owners-").FullName;
    private readonly BackendServer _first = new("pool", "http://first", TimeProvider.System);
    private readonly BackendServer _second = new("pool", "http://second", TimeProvider.System);

    [Fact]
    public void What_was_written_down_survives_a_restart_and_the_newest_counts()
    {
        using (JobOwners owners = Open())
        {
            owners.Learn("a", _first);
            owners.Learn("b", _second);
            owners.Learn("a", _second);
        }

        using JobOwners again = Open();
        again.OwnerOf("a").ShouldBe(_second.Identity);
        again.OwnerOf("b").ShouldBe(_second.Identity);
        again.OwnerOf("c").ShouldBeNull();
    }

    [Fact]
    public void It_is_bounded_in_memory_and_on_disk()
    {
        using (JobOwners owners = Open(capacity: 100))
        {
            for (int i = 0; i < 1_000; i++)
            {
                owners.Learn($"job-{i}", _first);
            }

            owners.OwnerOf("job-899").ShouldBeNull();
            owners.OwnerOf("job-900").ShouldBe(_first.Identity);
        }

        new FileInfo(Path.Combine(_directory, "jobs-80.log")).Length.ShouldBeLessThanOrEqualTo(200 * 32);
        using JobOwners again = Open(capacity: 100);
        again.OwnerOf("job-900").ShouldBe(_first.Identity);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    public void A_record_that_was_cut_off_is_dropped_and_overwritten(int cut)
    {
        using (JobOwners owners = Open())
        {
            owners.Learn("a", _first);
            owners.Learn("b", _second);
        }

        using (FileStream file = File.Open(Path.Combine(_directory, "jobs-80.log"), FileMode.Open))
        {
            file.SetLength(file.Length - cut);
        }

        using (JobOwners owners = Open())
        {
            owners.OwnerOf("b").ShouldBeNull();
            owners.Learn("c", _second);
        }

        using JobOwners again = Open();
        (again.OwnerOf("a"), again.OwnerOf("c")).ShouldBe((_first.Identity, _second.Identity));
    }

    [Fact]
    public void Where_nothing_can_be_written_it_is_remembered_all_the_same()
    {
        string file = Path.Combine(_directory, "file");
        File.WriteAllText(file, string.Empty);
        using JobOwners owners = JobOwners.Open(file, 80, TimeProvider.System, NullLogger.Instance);

        owners.Learn("a", _first);

        owners.OwnerOf("a").ShouldBe(_first.Identity);
    }

    private JobOwners Open(int capacity = 1_000) => JobOwners.Open(_directory, 80, TimeProvider.System, NullLogger.Instance, capacity);
}
