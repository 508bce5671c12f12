using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace ReverseProxy.Tests.Support;

/// <summary>Listens to the meter of one proxy: listeners hear every server of the process, and tests run side by side.</summary>
internal sealed class ScopedMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _seen = new();

    public ScopedMeter(RunningProxy proxy)
    {
        IMeterFactory scope = proxy.Server.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ReverseProxy.Telemetry.ProxyMetrics.MeterName && instrument.Meter.Scope == scope)
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    /// <summary>What was measured under a name, with the state observed as it is now.</summary>
    public IReadOnlyList<(double Value, Dictionary<string, object?> Tags)> Of(string name)
    {
        if (Instruments.Single(instrument => instrument.Name == name).IsObservable)
        {
            _listener.RecordObservableInstruments();
        }

        return [.. _seen.Where(seen => seen.Name == name).Select(seen => (seen.Value, seen.Tags))];
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _seen.Enqueue((instrument.Name, value, new(tags.ToArray())));
}
