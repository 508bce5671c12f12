namespace ReverseProxy.Configuration;

/// <summary>A forwarded route.</summary>
/// <param name="Path">A path that begins with a slash; a segment in braces matches any one segment.</param>
/// <param name="Methods">HTTP methods, upper case.</param>
/// <param name="Backend">The name of a pool, or a URL.</param>
/// <param name="Timeout">How long the backend may be silent.</param>
/// <param name="Signed">Whether it takes a signed request.</param>
internal sealed record RouteSettings(string Path, IReadOnlyList<string> Methods, string Backend, TimeSpan Timeout, bool Signed)
{
    /// <summary>Pools by what the request says; the first that applies counts, else <see cref="Backend"/>.</summary>
    public IReadOnlyList<PoolChoice> Choices { get; init; } = [];

    /// <summary>The field of the JSON body by which the backend knows a job that it already has; null where it does not.</summary>
    public string? IdempotentBy { get; init; }

    /// <summary>How long after its arrival a request's caller still waits; null where it is not known.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Whether the caller only waits for the job to be taken, so that a silent backend is answered for at the deadline.</summary>
    public bool AsyncHandoff { get; init; }

    /// <summary>How long after its arrival a job is still of use, done; null where it is not known.</summary>
    public TimeSpan? FinishWithin { get; init; }

    /// <summary>Whether results come to us and are delivered by us.</summary>
    public bool InsuresCallback { get; init; }

    /// <summary>Whether a job takes its place at the server until its callback comes, instead of until the answer.</summary>
    public bool IsBusyUntilCallback { get; init; }

    /// <summary>How long after the answer a job whose callback does not come counts as lost, and its place is free again.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(120);
}
