namespace ReverseProxy.Callbacks;

/// <summary>What became of insured jobs' results, counted.</summary>
internal sealed class CallbackFates
{
    private static readonly CallbackFate[] All = Enum.GetValues<CallbackFate>();

    private readonly long[] _counts = new long[All.Length];

    public long this[CallbackFate fate] => Interlocked.Read(ref _counts[(int)fate]);

    public IEnumerable<(CallbackFate Fate, long Count)> Each => All.Select(fate => (fate, this[fate]));

    public void Count(CallbackFate fate) => _ = Interlocked.Increment(ref _counts[(int)fate]);
}
