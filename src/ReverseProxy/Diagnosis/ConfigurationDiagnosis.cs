using System.Runtime.CompilerServices;
using ReverseProxy.Configuration;
using ReverseProxy.Endpoints;
using Substrate.Cryptography;

namespace ReverseProxy.Diagnosis;

/// <summary>The configuration as it is read.</summary>
internal sealed class ConfigurationDiagnosis : IDiagnosis
{
    public string Name => "configuration";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        ProxyConfiguration configuration = patient.Configuration;
        yield return Finding.Pass("version", $"{PublicAnswers.Version}, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
        yield return Finding.Pass(Name, $"{patient.Reading.FilePath ?? "environment and defaults"} can be served with");
        foreach (string warning in patient.Reading.Warnings)
        {
            yield return Finding.Warn(Name, warning, "correct the setting");
        }

        yield return AccountId.TryParse(configuration.Auth.MinerHotkey, out _)
            ? Finding.Pass("hotkey", $"{configuration.Auth.MinerHotkey} is an SS58 address")
            : Finding.Fail("hotkey", $"auth.miner_hotkey \"{configuration.Auth.MinerHotkey}\" is no SS58 address, so no validator can sign for it", "put the address of your registered hotkey there: it begins with 5");
        if (!configuration.Auth.ValidateRequests)
        {
            yield return Finding.Fail("authentication", "requests pass unsigned, whoever sends them", "set auth.validate_requests to true");
        }
        else if (configuration.Auth.Gate.IsOpen)
        {
            yield return Finding.Warn("senders", "everybody with a valid key is admitted and uses your GPUs", "name the subnet's orchestrator in auth.allowed_senders, or enforce a policy");
        }
        else
        {
            yield return Finding.Pass("senders", $"allowed by name: {configuration.Auth.Gate.Allowed.Entries.Count}");
        }
    }
}
