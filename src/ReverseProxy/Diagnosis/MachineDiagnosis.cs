using System.Globalization;
using System.Runtime.CompilerServices;
using ReverseProxy.Configuration;

namespace ReverseProxy.Diagnosis;

/// <summary>Room on the disk and open files.</summary>
internal sealed class MachineDiagnosis : IDiagnosis
{
    private const long Little = 1L << 30;
    private const long TooLittle = 100L << 20;
    private const long FewFiles = 4_096;

    public string Name => "machine";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        ServerSettings server = patient.Configuration.Server;
        foreach (string directory in new[] { server.StateDirectory, server.TemporaryDirectory }.Distinct())
        {
            yield return Room(directory);
        }

        if (OpenFiles() is { } limit)
        {
            yield return limit >= FewFiles
                ? Finding.Pass("open files", string.Create(CultureInfo.InvariantCulture, $"{limit} may be open"))
                : Finding.Warn("open files", string.Create(CultureInfo.InvariantCulture, $"only {limit} may be open; each connection is one"), "raise it: LimitNOFILE=65536 in the systemd unit, or ulimit -n 65536");
        }
    }

    private static Finding Room(string directory)
    {
        string? existing = directory;
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing);
        }

        try
        {
            long free = new DriveInfo(existing ?? "/").AvailableFreeSpace;
            string text = string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1 << 30):0.0} GiB are free at {directory}");
            return free >= Little ? Finding.Pass("disk", text)
                : free >= TooLittle ? Finding.Warn("disk", text, "make room: long bodies and used requests are kept there")
                : Finding.Fail("disk", text, "make room: without it requests get 503");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Finding.Unknown("disk", $"{directory}: {exception.Message}");
        }
    }

    private static long? OpenFiles()
    {
        const string Path = "/proc/self/limits";
        if (!File.Exists(Path))
        {
            return null;
        }

        string? line = File.ReadLines(Path).FirstOrDefault(text => text.StartsWith("Max open files", StringComparison.Ordinal));
        string? soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return soft == "unlimited" ? long.MaxValue : long.TryParse(soft, CultureInfo.InvariantCulture, out long limit) ? limit : null;
    }
}
