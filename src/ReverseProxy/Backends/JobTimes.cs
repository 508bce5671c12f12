namespace ReverseProxy.Backends;

/// <summary>
/// How long a pool's jobs take, by route: until the answer, and until the job has ended, where it goes on after that.
/// Called under the pool's lock.
/// </summary>
internal sealed class JobTimes
{
    private readonly Dictionary<string, (ServiceTime Answer, ServiceTime End)> _times = [];

    /// <summary>What is known of each route.</summary>
    public IEnumerable<(string Route, ServiceTime Answer, ServiceTime End)> All => _times.Select(pair => (pair.Key, pair.Value.Answer, pair.Value.End));

    /// <summary>How long an answer takes.</summary>
    public TimeSpan ToAnswer(Applicant applicant) => Of(applicant.Route).Answer.Expected;

    /// <summary>How long a place is taken.</summary>
    public TimeSpan ToEnd(Applicant applicant) => applicant.EndsWithCallback ? Of(applicant.Route).End.Expected : ToAnswer(applicant);

    public void LearnAnswer(string route, TimeSpan took) => Of(route).Answer.Learn(took);

    public void LearnEnd(string route, TimeSpan took) => Of(route).End.Learn(took);

    private (ServiceTime Answer, ServiceTime End) Of(string route)
    {
        if (!_times.TryGetValue(route, out (ServiceTime Answer, ServiceTime End) known))
        {
            _times[route] = known = (new(), new());
        }

        return known;
    }
}
