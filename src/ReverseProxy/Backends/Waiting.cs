namespace ReverseProxy.Backends;

/// <summary>An applicant in the line.</summary>
internal sealed class Waiting(Applicant applicant, long arrival)
{
    private readonly TaskCompletionSource<Admission> _admission = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Applicant Applicant => applicant;

    public Task<Admission> Admission => _admission.Task;

    public void Admit(Turn turn) => _admission.SetResult(new(turn, null));

    public void Refuse(TurnRefusal refusal) => _admission.SetResult(new(null, refusal));

    /// <summary>No server can be used any more.</summary>
    public void Dismiss() => _admission.SetResult(default);

    /// <summary>Known senders first, then the earliest deadline, then who came first.</summary>
    public bool ComesBefore(Waiting other)
    {
        if (applicant.Known != other.Applicant.Known)
        {
            return applicant.Known;
        }

        return applicant.Urgency != other.Applicant.Urgency ? applicant.Urgency < other.Applicant.Urgency : arrival < other.Arrival;
    }

    private long Arrival => arrival;
}
