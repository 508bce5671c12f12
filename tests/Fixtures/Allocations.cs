namespace Fixtures;

/// <summary>What code allocates.</summary>
public static class Allocations
{
    private const int Runs = 5;

    /// <summary>The bytes that the thread allocates in the best of a few runs: the runtime itself allocates now and then, as when it compiles a hot method anew.</summary>
    public static long Least(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        long least = long.MaxValue;
        for (int run = 0; run < Runs && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
