using System.Globalization;

namespace Bittensor.Wallets;

/// <summary>
/// How much memory this process may still take. Asked before half a gigabyte is: Linux grants it at once and kills the process later,
/// without a word, when it is used.
/// </summary>
/// <remarks>
/// Reference: the kernel's <c>proc.rst</c> and <c>cgroup-v2.rst</c>. The least of what the machine has (with swap) and of what every
/// control group above the process leaves under its limit; files the kernel keeps cached there count as free. Containers see their
/// own group as the root. Control groups of version 1 are not asked.
/// </remarks>
internal static class AvailableMemory
{
    /// <summary>The bytes available, or null where the system does not say.</summary>
    internal static long? Bytes() => OperatingSystem.IsLinux() ? Bytes("/") : null;

    /// <summary>The bytes available by the files below a root directory.</summary>
    internal static long? Bytes(string root)
    {
        long? least = OfMachine(Path.Combine(root, "proc/meminfo"));
        string groups = Path.Combine(root, "sys/fs/cgroup");
        for (string? group = GroupOf(Path.Combine(root, "proc/self/cgroup")); group is not null; group = Path.GetDirectoryName(group))
        {
            least = Least(least, OfGroup(Path.Combine(groups, group.TrimStart('/'))));
        }

        return least;
    }

    private static long? OfMachine(string meminfo)
    {
        // Lines such as "MemAvailable:   22934112 kB".
        long? available = Field(meminfo, "MemAvailable:");
        return available is null ? null : (available + (Field(meminfo, "SwapFree:") ?? 0)) * 1024;
    }

    private static string? GroupOf(string file) =>
        Lines(file).FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))?[3..];

    private static long? OfGroup(string directory)
    {
        // memory.max is a number or the word max.
        if (Number(Lines(Path.Combine(directory, "memory.max")).FirstOrDefault()) is not { } limit)
        {
            return null;
        }

        string statistics = Path.Combine(directory, "memory.stat");
        long used = Number(Lines(Path.Combine(directory, "memory.current")).FirstOrDefault()) ?? 0;
        long cached = (Field(statistics, "active_file") ?? 0) + (Field(statistics, "inactive_file") ?? 0);
        return Math.Max(0, limit - used + cached);
    }

    private static long? Field(string file, string name) =>
        Lines(file)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 1 && fields[0] == name)
            .Select(fields => Number(fields[1]))
            .FirstOrDefault();

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static long? Least(long? one, long? other) => one is null || other < one ? other ?? one : one;

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
