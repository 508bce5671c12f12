using Bittensor.Wallets;

namespace Bittensor.Tests.Wallets;

public sealed class AvailableMemoryTests : IDisposable
{
    private const long Kibi = 1024;

    private readonly string _root = Directory.CreateTempSubdirectory("bittensor-tests-").FullName;

    [Fact]
    public void The_machine_has_what_it_has_with_its_swap()
    {
        Write("proc/meminfo", "MemTotal:       24684464 kB\nMemFree:  1 kB\nMemAvailable:    1000 kB\nSwapFree:   200 kB\n");

        AvailableMemory.Bytes(_root).ShouldBe(1200 * Kibi);
    }

    [Fact]
    public void The_tightest_group_above_the_process_decides()
    {
        Write("proc/meminfo", "MemAvailable:    1000 kB\n");
        Write("proc/self/cgroup", "1:name=systemd:/ignored\n0::/system.slice/proxy.service\n");
        Write("sys/fs/cgroup/system.slice/proxy.service/memory.max", "max\n");
        Write("sys/fs/cgroup/system.slice/memory.max", "500\n");
        Write("sys/fs/cgroup/system.slice/memory.current", "450\n");

        AvailableMemory.Bytes(_root).ShouldBe(50);
    }

    [Fact]
    public void A_container_sees_its_own_group_as_the_root()
    {
        Write("proc/meminfo", "MemAvailable:    1000 kB\n");
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", "500\n");
        Write("sys/fs/cgroup/memory.current", "100\n");

        AvailableMemory.Bytes(_root).ShouldBe(400);
    }

    [Fact]
    public void Cached_files_can_be_dropped()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", "500\n");
        Write("sys/fs/cgroup/memory.current", "490\n");
        Write("sys/fs/cgroup/memory.stat", "anon 1\nfile 350\nactive_file 100\ninactive_file 200\n");

        AvailableMemory.Bytes(_root).ShouldBe(310);
    }

    [Fact]
    public void A_group_above_its_limit_leaves_nothing()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", "500\n");
        Write("sys/fs/cgroup/memory.current", "600\n");

        AvailableMemory.Bytes(_root).ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MemAvailable:\n")]
    [InlineData("MemAvailable: many kB\n")]
    public void What_the_system_does_not_say_is_unknown(string meminfo)
    {
        Write("proc/meminfo", meminfo);

        AvailableMemory.Bytes(_root).ShouldBeNull();
    }

    [Fact]
    public void This_machine_says_something_if_it_is_linux()
    {
        if (OperatingSystem.IsLinux())
        {
            AvailableMemory.Bytes().ShouldNotBeNull().ShouldBeGreaterThan(0);
        }
        else
        {
            AvailableMemory.Bytes().ShouldBeNull();
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string file, string contents)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, contents);
    }
}
