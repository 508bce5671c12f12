using System.Runtime.CompilerServices;

namespace ReverseProxy.Diagnosis;

/// <summary>Goes through the list. A part that breaks or hangs is a line of it and keeps no other from being examined.</summary>
internal sealed class Doctor(IReadOnlyList<IDiagnosis> diagnoses)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Everything, in the order in which it is best put right.</summary>
    public static Doctor Complete { get; } = new(
    [
        new ConfigurationDiagnosis(), new MachineDiagnosis(), new FileDiagnosis(), new WalletDiagnosis(), new GpuDiagnosis(), new ClockDiagnosis(),
        new BackendDiagnosis(), new AddressDiagnosis(), new CertificateDiagnosis(), new ReachDiagnosis(), new CapacityDiagnosis(), new ChainDiagnosis(), new MirrorDiagnosis(),
    ]);

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (IDiagnosis diagnosis in diagnoses)
        {
            List<Finding> findings = [];
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                await foreach (Finding finding in diagnosis.ExamineAsync(patient, patience.Token))
                {
                    findings.Add(finding);
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                findings.Add(Finding.Unknown(diagnosis.Name, $"no answer within {Patience.TotalSeconds:0} s"));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                findings.Add(Finding.Unknown(diagnosis.Name, $"it could not be examined: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}"));
            }

            foreach (Finding finding in findings)
            {
                yield return finding;
            }
        }
    }
}
