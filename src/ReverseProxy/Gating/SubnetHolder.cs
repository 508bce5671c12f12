using Bittensor.Subnets;

namespace ReverseProxy.Gating;

/// <summary>Holds the newest state of the subnet that is known. Reading it is a field access: no request waits for the chain.</summary>
internal sealed class SubnetHolder
{
    private Metagraph? _current;

    /// <summary>The newest state; null while none is known.</summary>
    public Metagraph? Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
