using System.IO.Hashing;
using System.Text;

namespace ReverseProxy.Backends;

/// <summary>A backend server and what is known of it. It outlives the configurations that name it.</summary>
internal sealed class BackendServer(string pool, string address, TimeProvider time)
{
    private long _served;
    private long _failed;
    private long _reportedQueue = -1;

    /// <summary>The name of its pool.</summary>
    public string Pool => pool;

    /// <summary>Its URL without a trailing slash; empty where the configuration names none that is usable.</summary>
    public string Address => address;

    /// <summary>What stands for the server where it is written down.</summary>
    public ulong Identity { get; } = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{pool}\n{address}"));

    public ServerHealth Health { get; } = new(time);

    /// <summary>Its share of the work. Written and read under the pool's lock.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>Jobs that it works on for us. Written under the pool's lock.</summary>
    public int Running { get; set; }

    /// <summary>How many of them it has acknowledged already. Written under the pool's lock.</summary>
    public int Unfinished { get; set; }

    /// <summary>The state of the weighted round. Written and read under the pool's lock.</summary>
    public int Round { get; set; }

    /// <summary>When the next probe is due, as a timestamp of the clock; for the probes alone.</summary>
    public long NextProbe { get; set; }

    /// <summary>How many jobs wait there, as its health answer says; null where it does not.</summary>
    public long? ReportedQueue
    {
        get => Interlocked.Read(ref _reportedQueue) is >= 0 and long length ? length : null;
        set => Interlocked.Exchange(ref _reportedQueue, value ?? -1);
    }

    /// <summary>How many jobs wait there that are not ours, by its last report, and when that was. Under the pool's lock.</summary>
    public (long Jobs, long Reported) Backlog { get; set; }

    public long Served => Interlocked.Read(ref _served);

    public long Failed => Interlocked.Read(ref _failed);

    public void CountServed() => Interlocked.Increment(ref _served);

    public void CountFailed() => Interlocked.Increment(ref _failed);

    public override string ToString() => address;
}
