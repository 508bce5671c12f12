namespace ProxyBench.Soak;

/// <summary>What a backend is like for a while.</summary>
internal enum Mood
{
    Well,
    Resets,
    Errors,
    Loading,
    Slow,
    Frozen,
    Garbage,
    Away,
}
