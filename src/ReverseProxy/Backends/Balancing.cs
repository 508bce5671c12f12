using ReverseProxy.Configuration;

namespace ReverseProxy.Backends;

/// <summary>The policies by which a pool chooses among servers that can be used. Called under the pool's lock.</summary>
/// <remarks>YARP's own policies know no weights and no queue lengths.</remarks>
internal static class Balancing
{
    /// <summary>Chooses one.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="usable">At least one server.</param>
    /// <param name="draw">Draws a number from 0 up to, and without, its argument.</param>
    public static BackendServer Choose(BalancingPolicy policy, IReadOnlyList<BackendServer> usable, Func<int, int> draw)
    {
        if (usable.Count == 1)
        {
            return usable[0];
        }

        return policy switch
        {
            BalancingPolicy.First => usable[0],
            BalancingPolicy.Random => Draw(usable, null, draw),
            BalancingPolicy.RoundRobin => Next(usable),
            BalancingPolicy.LeastRequests => Least(usable, static server => server.Running, draw),
            BalancingPolicy.LeastQueued => Least(usable, static server => server.Backlog.Jobs + server.Running, draw),
            _ => LessBusy(usable, draw),
        };
    }

    private static BackendServer LessBusy(IReadOnlyList<BackendServer> usable, Func<int, int> draw)
    {
        BackendServer first = Draw(usable, null, draw);
        BackendServer second = Draw(usable, first, draw);
        return (double)first.Running / first.Weight <= (double)second.Running / second.Weight ? first : second;
    }

    /// <summary>Draws one by weight, another than <paramref name="taken"/>.</summary>
    private static BackendServer Draw(IReadOnlyList<BackendServer> usable, BackendServer? taken, Func<int, int> draw)
    {
        int total = -(taken?.Weight ?? 0);
        foreach (BackendServer server in usable)
        {
            total += server.Weight;
        }

        int drawn = draw(total);
        foreach (BackendServer server in usable)
        {
            if (server != taken && (drawn -= server.Weight) < 0)
            {
                return server;
            }
        }

        return usable[^1];
    }

    /// <summary>The smooth weighted round: heavier servers come more often, and never in a bunch.</summary>
    private static BackendServer Next(IReadOnlyList<BackendServer> usable)
    {
        int total = 0;
        BackendServer next = usable[0];
        foreach (BackendServer server in usable)
        {
            total += server.Weight;
            server.Round += server.Weight;
            next = server.Round > next.Round ? server : next;
        }

        next.Round -= total;
        return next;
    }

    /// <summary>The one with the smallest load by weight; among equals any, so that an idle pool wears evenly.</summary>
    private static BackendServer Least(IReadOnlyList<BackendServer> usable, Func<BackendServer, long> load, Func<int, int> draw)
    {
        BackendServer least = usable[0];
        int equals = 1;
        foreach (BackendServer server in usable.Skip(1))
        {
            int order = (load(server) * least.Weight).CompareTo(load(least) * server.Weight);
            equals = order < 0 ? 1 : order == 0 ? equals + 1 : equals;
            if (order < 0 || (order == 0 && draw(equals) == 0))
            {
                least = server;
            }
        }

        return least;
    }
}
