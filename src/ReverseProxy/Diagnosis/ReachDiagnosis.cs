using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ReverseProxy.Tls;

namespace ReverseProxy.Diagnosis;

/// <summary>The public address as a validator's client meets it: port, TLS, and <c>GET /</c>.</summary>
internal sealed class ReachDiagnosis : IDiagnosis
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public string Name => "reachable";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Public is not { } endpoint || patient.Offline)
        {
            yield break;
        }

        PublicAddress address = new(endpoint, patient.Roots);
        string? closed = await ConnectAsync(address, cancellationToken);
        if (closed is not null)
        {
            yield return Finding.Fail("port", $"{endpoint} cannot be connected to: {closed}", "start the proxy, open the port in every firewall, forward it in every router (some machines cannot reach their own public address: try from another)");
            yield break;
        }

        yield return Finding.Pass("port", $"{endpoint} is open");
        (CertificateVerdict? verdict, string? failure) = await address.HandshakeAsync(patient.Time, Patience, cancellationToken);
        if (verdict is null)
        {
            yield return Finding.Fail("TLS", $"{endpoint} does not speak TLS: {failure}", "set server.tls.certificate and server.tls.key: validators come by https only");
            yield break;
        }

        yield return verdict.Problems.Count > 0 ? Finding.Fail("TLS", verdict.Describe(), "get a certificate for the registered address from a public authority, and give its intermediates too")
            : verdict.DaysLeft < CertificateVerdict.WarningDays ? Finding.Warn("TLS", verdict.Describe(), "renew it; changed files are taken without a restart")
            : Finding.Pass("TLS", verdict.Describe());
        yield return await GetRootAsync(address, cancellationToken);
    }

    private static async Task<string?> ConnectAsync(PublicAddress address, CancellationToken cancellationToken)
    {
        try
        {
            using Socket socket = await address.ConnectAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException)
        {
            return exception.Message;
        }
    }

    private async Task<Finding> GetRootAsync(PublicAddress address, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            using HttpClient client = PublicAddress.Client(Patience);
            using HttpResponseMessage answer = await client.GetAsync(address.Url("/"), cancellationToken);
            TimeSpan took = Stopwatch.GetElapsedTime(started);
            string text = string.Create(CultureInfo.InvariantCulture, $"GET / is answered with {(int)answer.StatusCode} after {took.TotalMilliseconds:0} ms");
            return (int)answer.StatusCode != 200 ? Finding.Fail(Name, text + ", validators want 200", "let what stands in front pass / to the proxy, without a redirect")
                : took > Slow ? Finding.Warn(Name, text + "; they give up after 10 s", "look what stands in between: a cold CDN, a far VPN, a busy machine")
                : Finding.Pass(Name, text);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Finding.Fail(Name, $"GET / is not answered: {exception.GetBaseException().Message}", "look at the proxy's log, and at what stands in front of it");
        }
    }
}
