namespace Substrate.Client.JsonRpc;

/// <summary>Something that happened to a connection.</summary>
/// <param name="Endpoint">The node.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Reason">Why a connection was lost or failed; null for one that was made.</param>
public sealed record ConnectionChange(Uri Endpoint, ConnectionChangeKind Kind, string? Reason);
