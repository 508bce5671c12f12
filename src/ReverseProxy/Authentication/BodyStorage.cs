using System.Text.Json;
using Microsoft.Extensions.Logging;
using ReverseProxy.Status;

namespace ReverseProxy.Authentication;

/// <summary>Long bodies that could not go to a temporary file, for the log and the status.</summary>
internal sealed class BodyStorage(TimeProvider time, ILogger<BodyStorage> logger) : IStatusSection
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private string? _fault;
    private long? _said;
    private long _inMemory;
    private long _refused;

    public string Name => "bodies";

    /// <summary>A body could not go to a file.</summary>
    public void Failed(string reason, bool refused)
    {
        lock (_lock)
        {
            _fault = reason;
            _ = refused ? _refused++ : _inMemory++;
            if (_said is { } said && time.GetElapsedTime(said) < Silence)
            {
                return;
            }

            _said = time.GetTimestamp();
        }

        Log.BodyNotStored(logger, reason);
    }

    /// <summary>One could.</summary>
    public void Succeeded() => Volatile.Write(ref _fault, null);

    public void Write(Utf8JsonWriter writer)
    {
        lock (_lock)
        {
            writer.WriteNumber("kept_in_memory"u8, _inMemory);
            writer.WriteNumber("refused"u8, _refused);
            if (_fault is { } fault)
            {
                writer.WriteString("not_written"u8, fault);
            }
        }
    }
}
