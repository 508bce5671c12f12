namespace ReverseProxy.Backends;

/// <summary>
/// How long a route's jobs take at a pool, learned from those that were done: a mean and a mean deviation that follow
/// the newest, as TCP estimates its round trips. Called under the pool's lock.
/// </summary>
internal sealed class ServiceTime
{
    private const double MeanGain = 1 / 8.0;
    private const double DeviationGain = 1 / 4.0;

    private double _mean;
    private double _deviation;

    public long Samples { get; private set; }

    public TimeSpan Mean => TimeSpan.FromSeconds(_mean);

    /// <summary>What to reckon with: longer than the mean, as most jobs are shorter. Zero while none was done.</summary>
    public TimeSpan Expected => TimeSpan.FromSeconds(_mean + _deviation);

    public ServiceTime Copy() => (ServiceTime)MemberwiseClone();

    public void Learn(TimeSpan took)
    {
        double seconds = took.TotalSeconds;
        if (Samples++ == 0)
        {
            (_mean, _deviation) = (seconds, seconds / 4);
            return;
        }

        _deviation += DeviationGain * (Math.Abs(seconds - _mean) - _deviation);
        _mean += MeanGain * (seconds - _mean);
    }
}
