using System.Text.Json;
using ReverseProxy.Status;

namespace ReverseProxy.Backends;

/// <summary>Whether it is known, and written down, which server has which job.</summary>
internal sealed class JobStatus(JobOwners owners) : IStatusSection
{
    public string Name => "jobs";

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("remembered"u8, owners.Count);
        if (owners.Fault is { } fault)
        {
            writer.WriteString("not_written"u8, fault);
        }
    }
}
