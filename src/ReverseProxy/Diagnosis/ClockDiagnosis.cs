using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ReverseProxy.Diagnosis;

/// <summary>Our clock against an NTP server's.</summary>
internal sealed class ClockDiagnosis : IDiagnosis
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Alarming = TimeSpan.FromSeconds(1);

    public string Name => "clock";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Offline)
        {
            yield break;
        }

        TimeSpan offset;
        string? failure = null;
        try
        {
            offset = await NtpClient.OffsetAsync(patient.TimeServer, patient.Time, cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or FormatException)
        {
            (offset, failure) = (default, exception.Message);
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(offset.TotalMilliseconds):0} ms {(offset > TimeSpan.Zero ? "behind" : "ahead of")} {patient.TimeServer}");
        long allowed = patient.Configuration.Auth.AllowedDeltaMilliseconds;
        yield return failure is not null ? Finding.Unknown(Name, $"{patient.TimeServer} does not tell the time: {failure}", "see `timedatectl` whether this machine keeps its clock by NTP")
            : Math.Abs(offset.TotalMilliseconds) > allowed / 2.0 ? Finding.Fail(Name, $"it is {text}: validators' requests look stale or too early", "set it: timedatectl set-ntp true")
            : offset.Duration() > Alarming ? Finding.Warn(Name, $"it is {text}", "set it: timedatectl set-ntp true")
            : Finding.Pass(Name, $"it is {text}");
    }
}
