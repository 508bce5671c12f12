namespace ReverseProxy.Configuration;

/// <summary>One server of a pool.</summary>
/// <param name="Url">Its address; empty where the configuration names none that is usable.</param>
/// <param name="Weight">Its share of the work in proportion to the others'.</param>
internal sealed record PoolServerSettings(string Url, int Weight = 1);
