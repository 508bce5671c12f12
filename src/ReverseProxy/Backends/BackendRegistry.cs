using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;

namespace ReverseProxy.Backends;

/// <summary>All pools, by name. It outlives configurations.</summary>
internal sealed class BackendRegistry(TimeProvider time, ILogger<BackendRegistry> logger)
{
    private readonly Lock _lock = new();
    private Dictionary<string, BackendPool> _pools = [];
    private Dictionary<string, BackendPool> _former = [];

    /// <summary>The pools of the configuration in force.</summary>
    public IReadOnlyCollection<BackendPool> Pools => Volatile.Read(ref _pools).Values;

    /// <summary>The server that an identity stands for, and its pool; null where the configuration names it no more.</summary>
    public (BackendPool Pool, BackendServer Server)? Find(ulong identity)
    {
        foreach (BackendPool pool in Pools)
        {
            foreach (BackendServer server in pool.Servers)
            {
                if (server.Identity == identity)
                {
                    return (pool, server);
                }
            }
        }

        return null;
    }

    /// <summary>Puts a configuration's pools in force: those it names, and one for each URL that a route says.</summary>
    public IReadOnlyDictionary<string, BackendPool> Use(ProxyConfiguration configuration)
    {
        lock (_lock)
        {
            IEnumerable<PoolSettings> byUrl = configuration.Routes.Select(route => route.Backend).Distinct()
                .Where(backend => !configuration.Backends.ContainsKey(backend))
                .Select(url => BackendReader.One(url, url, configuration.Services));
            Dictionary<string, BackendPool> pools = [];
            foreach (PoolSettings settings in configuration.Backends.Values.Concat(byUrl))
            {
                BackendPool pool = _pools.GetValueOrDefault(settings.Name) ?? _former.GetValueOrDefault(settings.Name) ?? new(settings.Name, time, logger);
                pool.Configure(settings);
                pools.Add(settings.Name, pool);
            }

            // A pool that comes back while servers still work on its jobs knows of them.
            _former = _former.Values.Concat(_pools.Values).Where(pool => !pools.ContainsKey(pool.Name) && pool.IsBusy).DistinctBy(pool => pool.Name).ToDictionary(pool => pool.Name);
            Volatile.Write(ref _pools, pools);
            return pools;
        }
    }
}
