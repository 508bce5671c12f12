using System.Diagnostics.Metrics;

namespace ReverseProxy.Telemetry;

/// <summary>
/// Somebody who owns a state that is worth a figure. Whoever is registered as one is asked once, at the start, to add
/// gauges and counters that observe the state; they are read when somebody scrapes, never on a request's path.
/// </summary>
internal interface IMeasured
{
    /// <summary>Adds the instruments. Names begin with <c>reverse_proxy.</c>; labels must be of closed sets.</summary>
    void Register(Meter meter);
}
