namespace ReverseProxy.Backends;

/// <summary>A request that wants a server of a pool.</summary>
internal sealed record Applicant
{
    /// <summary>Its route, whose jobs' times are learned.</summary>
    public required string Route { get; init; }

    /// <summary>Whether it takes one of the places of a server with a <c>concurrency</c>.</summary>
    public required bool TakesPlace { get; init; }

    /// <summary>Whether its job goes on after the answer, until its callback comes.</summary>
    public bool EndsWithCallback { get; init; }

    /// <summary>Whether it comes before strangers.</summary>
    public bool Known { get; init; }

    /// <summary>When its caller stops waiting for an answer, as a timestamp of the clock; null where that is not known.</summary>
    public long? Deadline { get; init; }

    /// <summary>When its job is of no use any more, as a timestamp of the clock; null where that is not known.</summary>
    public long? FinishBy { get; init; }

    /// <summary>The one server that will do; null where any will.</summary>
    public BackendServer? Only { get; init; }

    /// <summary>Servers to take only where there is no other.</summary>
    public IReadOnlyCollection<BackendServer> Avoided { get; init; } = [];

    /// <summary>The earlier of its two deadlines, by which the line is ordered.</summary>
    public long Urgency => Math.Min(Deadline ?? long.MaxValue, FinishBy ?? long.MaxValue);
}
