using System.Diagnostics.Metrics;

namespace ReverseProxy.Telemetry;

/// <summary>
/// Meters of a server that lives for a second beside the real one. Collectors know meters by name and take two of one name
/// for the same: what the one counts would be the other's, and where the one ends, the other's figures would end with it.
/// So these have names of their own. They are listened to, so that what measures is compiled.
/// </summary>
internal sealed class ThrowAwayMeters : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];

    public ThrowAwayMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        _listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        _listener.Start();
    }

    public Meter Create(MeterOptions options)
    {
        Meter meter = new("throw-away " + options.Name, options.Version, options.Tags, this);
        lock (_meters)
        {
            _meters.Add(meter);
        }

        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_meters)
        {
            _meters.ForEach(meter => meter.Dispose());
        }
    }
}
