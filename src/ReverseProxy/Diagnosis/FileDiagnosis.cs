using System.Runtime.CompilerServices;
using ReverseProxy.Admin;
using ReverseProxy.Configuration;

namespace ReverseProxy.Diagnosis;

/// <summary>Who may read the proxy's own files that hold secrets, and whether the state directory can be written.</summary>
internal sealed class FileDiagnosis : IDiagnosis
{
    private const string Keys = "key files";

    public string Name => "files";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        string state = patient.Configuration.Server.StateDirectory;
        yield return Writable(state) ?? FileRights.OfDirectory("state", state) ?? Finding.Pass("state", $"{state} can be written, by its owner alone");
        foreach (string path in Secrets(patient).Distinct().Where(File.Exists))
        {
            yield return OperatingSystem.IsWindows()
                ? Finding.Unknown(Keys, $"{path}: who may read it is not examined on Windows")
                : FileRights.OfSecret(Keys, path) ?? Finding.Pass(Keys, $"only its owner may read {path}");
        }
    }

    private static IEnumerable<string> Secrets(Patient patient)
    {
        ProxyConfiguration configuration = patient.Configuration;
        yield return AdminToken.PathOf(configuration.Server);
        if (configuration.Server.Tls is { } tls)
        {
            foreach (CertificateFiles files in tls.ByHost.Select(entry => entry.Files).Prepend(tls.Standard))
            {
                yield return files.Key ?? files.Certificate;
            }
        }

        if (patient.Reading.FilePath is { } file && HasSecrets(configuration))
        {
            yield return file;
        }
    }

    private static bool HasSecrets(ProxyConfiguration configuration) =>
        configuration.Admin.Token is not null || configuration.SharedState.Redis is not null || configuration.Telemetry.OtlpHeaders is not null || configuration.Watch.Webhook is not null;

    private static Finding? Writable(string directory)
    {
        try
        {
            _ = Directory.CreateDirectory(directory);
            string probe = Path.Combine(directory, $"doctor-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Fail("state", $"{directory} cannot be written: {exception.Message}", "give it to the proxy's user, or name another in server.state_dir: used requests are forgotten at each restart");
        }
    }
}
