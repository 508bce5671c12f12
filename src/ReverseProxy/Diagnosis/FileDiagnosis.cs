using System.Runtime.CompilerServices;
using ReverseProxy.Admin;
using ReverseProxy.Configuration;

namespace ReverseProxy.Diagnosis;

/// <summary>Who may read the files that hold secrets, and whether the state directory can be written.</summary>
internal sealed class FileDiagnosis : IDiagnosis
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public string Name => "files";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        ProxyConfiguration configuration = patient.Configuration;
        yield return State(configuration.Server.StateDirectory);
        foreach (string path in Secrets(patient).Distinct().Where(File.Exists))
        {
            if (OperatingSystem.IsWindows())
            {
                yield return Finding.Unknown("key files", $"{path}: who may read it is not examined on Windows");
                continue;
            }

            UnixFileMode open = File.GetUnixFileMode(path) & Others;
            yield return open is UnixFileMode.None
                ? Finding.Pass("key files", $"only its owner may read {path}")
                : Finding.Fail("key files", $"others may read or write {path} ({open})", $"chmod 600 {path}");
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

        if (patient.Reading.FilePath is { } file && (configuration.Admin.Token is not null || configuration.SharedState.Redis is not null || configuration.Telemetry.OtlpHeaders is not null))
        {
            yield return file;
        }
    }

    private static Finding State(string directory)
    {
        try
        {
            _ = Directory.CreateDirectory(directory);
            string probe = Path.Combine(directory, $"doctor-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return Finding.Pass("state", $"{directory} can be written");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Fail("state", $"{directory} cannot be written: {exception.Message}", "give it to the proxy's user, or name another in server.state_dir: used requests are forgotten at each restart");
        }
    }
}
