namespace ReverseProxy.Diagnosis;

/// <summary>A part of the doctor's list. What it finds is a value; what it cannot find out is one too.</summary>
internal interface IDiagnosis
{
    string Name { get; }

    IAsyncEnumerable<Finding> ExamineAsync(Patient patient, CancellationToken cancellationToken);
}
