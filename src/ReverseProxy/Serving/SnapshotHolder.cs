namespace ReverseProxy.Serving;

/// <summary>Holds the snapshot in force. Reading it is a field access; replacing it affects only requests that come after.</summary>
internal sealed class SnapshotHolder(GatewaySnapshot first)
{
    private GatewaySnapshot _current = first;

    public GatewaySnapshot Current => Volatile.Read(ref _current);

    public void Replace(GatewaySnapshot next) => Volatile.Write(ref _current, next);
}
