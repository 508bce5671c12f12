namespace ReverseProxy.Backends;

/// <summary>
/// A request's turn at a server. It ends with the answer, or, where the job goes on after that, when the job has ended or
/// counts as lost.
/// </summary>
internal sealed class Turn(BackendServer server, Applicant applicant, long started)
{
    public BackendServer Server => server;

    /// <summary>Whose turn it is.</summary>
    public Applicant Applicant => applicant;

    /// <summary>When it began, as a timestamp of the clock.</summary>
    public long Started => started;

    /// <summary>When the job counts as lost, where its request is over and it is not. Under the pool's lock.</summary>
    public long? KeptUntil { get; set; }

    /// <summary>Whether the server acknowledged the job. Under the pool's lock.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Whether an earlier process began it, so that nothing is to be learned from its time.</summary>
    public bool IsTakenOver { get; init; }

    /// <summary>Whether its place is free again. Under the pool's lock.</summary>
    public bool IsOver { get; set; }
}
