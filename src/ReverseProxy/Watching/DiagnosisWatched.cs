using Bittensor.Registry;
using ReverseProxy.CommandLine;
using ReverseProxy.Diagnosis;
using ReverseProxy.Serving;

namespace ReverseProxy.Watching;

/// <summary>A part of the doctor's list, repeated while the proxy runs: each check is a condition, its worst finding counts.</summary>
internal sealed class DiagnosisWatched(IDiagnosis diagnosis, TimeSpan interval, ProxyServerOptions options, SnapshotHolder snapshots) : IWatched
{
    private readonly Doctor _doctor = new([diagnosis]);
    private DateTimeOffset _next;

    public async ValueTask<IReadOnlyList<Condition>> LookAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = options.Time.GetUtcNow();
        if (now < _next)
        {
            return [];
        }

        _next = now + interval;
        Patient patient = new()
        {
            Reading = options.Reading with { Configuration = snapshots.Current.Configuration },
            Public = Public(),
            Time = options.Time,
            Roots = options.Roots,
        };
        List<Finding> findings = [];
        await foreach (Finding finding in _doctor.ExamineAsync(patient, cancellationToken))
        {
            findings.Add(finding);
        }

        return [.. findings.GroupBy(finding => finding.Check).Select(group =>
        {
            Finding worst = group.MaxBy(Badness)!;
            return new Condition(group.Key, worst.Outcome, worst.Text, worst.Fix);
        })];
    }

    // What could not be found out hides nothing that was.
    private static int Badness(Finding finding) => finding.Outcome is Outcome.Unknown ? -1 : (int)finding.Outcome;

    private MinerEndpoint? Public()
    {
        try
        {
            return DoctorCommand.PublicOf(snapshots.Current.Configuration.Server, option: null);
        }
        catch (CommandException)
        {
            return null;
        }
    }
}
