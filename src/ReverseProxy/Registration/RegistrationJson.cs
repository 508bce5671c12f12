using System.Text.Json;
using Bittensor.Registry;
using ReverseProxy.CommandLine;

namespace ReverseProxy.Registration;

/// <summary><c>register --json</c>. The names are documented in docs/registry.md and do not change.</summary>
internal static class RegistrationJson
{
    public static void Write(Utf8JsonWriter json, RegistrationRequest request, RegistrationReport report, CommandException? failure)
    {
        json.WriteStartObject();
        json.WriteString("status", report.Status switch
        {
            RegistrationStatus.DryRun => "dry_run",
            RegistrationStatus.AlreadyCommitted => "already_committed",
            RegistrationStatus.Committed => "committed",
            _ => "failed",
        });
        json.WriteString("network", request.Target.Name);
        json.WriteString("endpoint", report.Endpoint ?? request.Target.Endpoint);
        json.WriteNumber("netuid", request.Netuid);
        json.WriteString("wallet", request.Wallet.Location.Name);
        json.WriteString("wallet_hotkey", request.Wallet.Location.Hotkey);
        json.WriteString("coldkey", request.Wallet.ColdkeyPublic?.ToSs58());
        json.WriteString("hotkey", report.Hotkey?.ToSs58());
        json.WriteString("address", request.Endpoint.Address);
        json.WriteNumber("port", request.Endpoint.Port);
        json.WriteString("string", request.Endpoint.ToString());
        json.WriteNumber("length", request.Endpoint.ToString().Length);
        json.WriteNumber("maximum_length", MinerEndpoint.MaximumLength);
        json.WriteBoolean("online", request.IsOnline);
        Numbers(json, report);
        json.WriteStartArray("warnings");
        foreach (string warning in report.Warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteString("error", failure?.Message);
        json.WriteNumber("exit_code", failure?.ExitCode ?? ExitCode.Done);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, RegistrationReport report)
    {
        Optional("uid", report.Uid);
        json.WriteString("extrinsic_hash", report.Extrinsic?.ToString());
        json.WriteString("block_hash", report.Block?.ToString());
        Optional("block", report.BlockNumber);

        void Optional(string name, ulong? number)
        {
            if (number is { } value)
            {
                json.WriteNumber(name, value);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    }
}
