using System.Text.Json.Nodes;
using Bittensor.Registry;
using ReverseProxy.Configuration;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>One part of the list, examined with a configuration of a test.</summary>
internal static class Examination
{
    public static Patient Patient(Action<JsonObject>? change = null, int? port = null, string backend = "http://127.0.0.1:1")
    {
        JsonObject configuration = RunningProxy.Configuration(backend);
        configuration["server"] = new JsonObject { ["state_dir"] = Directory.CreateTempSubdirectory("doctor-").FullName };
        change?.Invoke(configuration);
        string path = Path.Combine(Directory.CreateTempSubdirectory("doctor-").FullName, "config.json");
        File.WriteAllText(path, configuration.ToJsonString());
        ConfigurationReading reading = ConfigurationReader.Read(ConfigurationFiles.Read(path, new Dictionary<string, string>()) with { Environment = new Dictionary<string, string>() });
        return new() { Reading = reading, Public = port is { } number ? MinerEndpoint.Create("127.0.0.1", number.ToString()) : null };
    }

    public static async Task<IReadOnlyList<Finding>> OfAsync(IDiagnosis diagnosis, Patient patient)
    {
        List<Finding> findings = [];
        await foreach (Finding finding in new Doctor([diagnosis]).ExamineAsync(patient, RawClient.Token))
        {
            findings.Add(finding);
        }

        findings.ShouldAllBe(finding => finding.Outcome != Outcome.Fail || finding.Fix != null);
        return findings;
    }

    public static void ShouldHold(this IReadOnlyList<Finding> findings, string check, Outcome outcome, string text, string? fix = null) => findings.ShouldContain(
        finding => finding.Check == check && finding.Outcome == outcome && finding.Text.Contains(text, StringComparison.Ordinal)
            && (fix == null || finding.Fix != null && finding.Fix.Contains(fix, StringComparison.Ordinal)),
        string.Join('\n', findings));
}
