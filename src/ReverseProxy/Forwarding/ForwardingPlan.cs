using ReverseProxy.Backends;
using ReverseProxy.Configuration;
using ReverseProxy.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding;

/// <summary>Where a route's requests go, and what its caller and its backend can bear.</summary>
internal sealed class ForwardingPlan
{
    private readonly BackendPool _standard;
    private readonly RoutePattern? _pattern;
    private readonly (PoolChoice Choice, IReadOnlyDictionary<string, BackendPool> Pools)[] _choices;

    public ForwardingPlan(RouteSettings route, RoutePattern pattern, IReadOnlyDictionary<string, BackendPool> pools)
    {
        Route = route.Path;
        _standard = pools[route.Backend];
        _choices = [.. route.Choices.Select(choice => (choice, (IReadOnlyDictionary<string, BackendPool>)choice.Pools.ToDictionary(pair => pair.Key, pair => pools[pair.Value])))];
        IdempotentBy = route.IdempotentBy;
        Deadline = route.Deadline;
        AsyncHandoff = route.AsyncHandoff;
        FinishWithin = route.FinishWithin;
        InsuresCallback = route.InsuresCallback;
        IsBusyUntilCallback = route.IsBusyUntilCallback;
        LostAfter = route.LostAfter;
        _pattern = pattern.Parameter is "id" or "job_id" ? pattern : null;
        Request = new()
        {
            // One knob for silence: YARP would otherwise cut at its own 100 seconds.
            ActivityTimeout = route.Timeout,
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>The route's path, under which its jobs' times are learned.</summary>
    public string Route { get; }

    /// <summary>How the request is sent.</summary>
    public ForwarderRequestConfig Request { get; }

    /// <summary>The field of the JSON body by which the backend knows a job that it already has; null where it does not.</summary>
    public string? IdempotentBy { get; }

    /// <summary>How long after its arrival a request's caller still waits; null where it is not known.</summary>
    public TimeSpan? Deadline { get; }

    /// <summary>How long after its arrival a job is still of use, done; null where it is not known.</summary>
    public TimeSpan? FinishWithin { get; }

    /// <summary>Whether a silent backend is answered for at the deadline.</summary>
    public bool AsyncHandoff { get; }

    /// <summary>Whether results come to us and are delivered by us.</summary>
    public bool InsuresCallback { get; }

    /// <summary>Whether a job takes its place at the server until its callback comes.</summary>
    public bool IsBusyUntilCallback { get; }

    /// <summary>How long after the answer a job whose callback does not come counts as lost.</summary>
    public TimeSpan LostAfter { get; }

    /// <summary>The job that a request asks for by its path; null where the route asks for none.</summary>
    public string? JobOf(string path) => _pattern is not null && _pattern.Matches(path.TrimEnd('/'), out ReadOnlySpan<char> job) ? job.ToString() : null;

    /// <summary>The one pool that does all of the route's work, where nothing need be known of a job for it; else null.</summary>
    public BackendPool? OnlyPool => _choices.Length == 0 && IdempotentBy is null ? _standard : null;

    /// <summary>Whether choosing needs a look at the body.</summary>
    public bool ChoosesByBody => Array.Exists(_choices, choice => choice.Choice.Field is not null);

    /// <summary>The pool for a request.</summary>
    /// <param name="field">Gives a field of the JSON body; null where it has none.</param>
    /// <param name="header">Gives a header; null where there is none.</param>
    public BackendPool PoolFor(Func<string, string?> field, Func<string, string?> header)
    {
        foreach ((PoolChoice choice, IReadOnlyDictionary<string, BackendPool> pools) in _choices)
        {
            string? value = choice.Field is { } name ? field(name) : header(choice.Header!);
            if (value is not null && pools.TryGetValue(value, out BackendPool? pool))
            {
                return pool;
            }
        }

        return _standard;
    }
}
