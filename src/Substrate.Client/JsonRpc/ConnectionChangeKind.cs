namespace Substrate.Client.JsonRpc;

/// <summary>What happened to a connection.</summary>
public enum ConnectionChangeKind
{
    /// <summary>It was made.</summary>
    Connected,

    /// <summary>It could not be made.</summary>
    Failed,

    /// <summary>It was there and ended.</summary>
    Lost,
}
