using Epistula.AspNetCore.Bodies;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;

namespace ReverseProxy.Serving;

/// <summary>The directory for bodies too long for memory.</summary>
internal static class TemporaryDirectory
{
    /// <summary>Makes the configured directory ready and sweeps it; where it cannot be used, the system's takes its place.</summary>
    public static string Prepare(ServerSettings server, TimeProvider time, ILogger logger)
    {
        try
        {
            return Ready(server.TemporaryDirectory, time, logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string system = Path.GetTempPath();
            Log.Warning(logger, $"server.temp_dir {server.TemporaryDirectory} cannot be used ({exception.Message}): long bodies go to {system}");
            return Ready(system, time, logger);
        }
    }

    private static string Ready(string directory, TimeProvider time, ILogger logger)
    {
        _ = Directory.CreateDirectory(directory);
        int swept = SignedBody.Sweep(directory, time);
        if (swept > 0)
        {
            Log.Swept(logger, swept, directory);
        }

        // Better found out now than with the first long body.
        string probe = Path.Combine(directory, $"probe-{Guid.NewGuid():N}");
        File.WriteAllBytes(probe, []);
        File.Delete(probe);
        return directory;
    }
}
