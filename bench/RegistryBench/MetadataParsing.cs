using System.Diagnostics;
using Fixtures;
using Substrate.Client.Metadata;

namespace RegistryBench;

/// <summary>Parses the metadata of real runtimes: how long the first time and at best, what it allocates, what it keeps.</summary>
internal static class MetadataParsing
{
    public static int Run()
    {
        if (Repository.Shared("metadata") is not { } directory)
        {
            Console.WriteLine("../shared/metadata is missing: nothing to measure");
            return 0;
        }

        bool isGood = true;
        foreach (string path in Directory.GetFiles(directory, "*.scale").Order(StringComparer.Ordinal))
        {
            byte[] blob = File.ReadAllBytes(path);
            double first = Milliseconds(blob);
            long kept = GC.GetTotalMemory(forceFullCollection: true);
            RuntimeMetadata metadata = RuntimeMetadata.Parse(blob);
            kept = GC.GetTotalMemory(forceFullCollection: true) - kept;
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            double best = Enumerable.Range(0, 10).Min(_ => Milliseconds(blob));
            allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 10;
            isGood &= first < 100 && allocated < 20_000_000;
            Console.WriteLine(
                $"{Path.GetFileNameWithoutExtension(path)}: {blob.Length / 1000} kB, {metadata.Types.Count} types; first {first:0.0} ms, best {best:0.0} ms, allocates {allocated / 1e6:0.0} MB, keeps {kept / 1e6:0.0} MB");
        }

        return isGood ? 0 : 1;
    }

    private static double Milliseconds(byte[] blob)
    {
        long started = Stopwatch.GetTimestamp();
        _ = RuntimeMetadata.Parse(blob);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
