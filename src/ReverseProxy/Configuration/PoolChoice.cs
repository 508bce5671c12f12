namespace ReverseProxy.Configuration;

/// <summary>Sends a route's requests to pools by what they say.</summary>
/// <param name="Field">The field of the JSON body that is looked at: names joined by dots.</param>
/// <param name="Header">The header that is looked at, where it is no field.</param>
/// <param name="Pools">Pools by value.</param>
internal sealed record PoolChoice(string? Field, string? Header, IReadOnlyDictionary<string, string> Pools);
