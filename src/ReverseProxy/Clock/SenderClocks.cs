using Substrate.Cryptography;

namespace ReverseProxy.Clock;

/// <summary>
/// What known senders' timestamps say about our clock: of each the smallest delay of his last requests, and of these the
/// middle one, so that one sender whose own clock is wrong does not speak for all.
/// </summary>
internal sealed class SenderClocks
{
    private const int Senders = 64;
    private const int SamplesOfOne = 8;
    private const int FewestOfOne = 3;

    private readonly Dictionary<AccountId, DelaySamples> _samples = [];

    /// <summary>Senders that are listened to.</summary>
    public int Count => _samples.Count;

    public void Add(in AccountId sender, TimeSpan delay, long at)
    {
        if (!_samples.TryGetValue(sender, out DelaySamples? samples))
        {
            if (_samples.Count == Senders)
            {
                // Whoever has been silent for longest makes room.
                _ = _samples.Remove(_samples.MinBy(pair => pair.Value.NewestAt).Key);
            }

            samples = new(SamplesOfOne);
            _samples.Add(sender, samples);
        }

        samples.Add(delay, at);
    }

    public void Clear() => _samples.Clear();

    /// <summary>How far we are ahead, by what was taken since; null where too little was.</summary>
    public TimeSpan? Drift(long since)
    {
        TimeSpan[] smallest = [.. _samples.Values.Select(samples => samples.Minimum(since, FewestOfOne)).OfType<TimeSpan>().Order()];
        return smallest.Length == 0 ? null : smallest[(smallest.Length - 1) / 2];
    }
}
