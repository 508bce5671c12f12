namespace ReverseProxy.Telemetry;

/// <summary>The stages that a request passes, in this order. One that was refused on the way has passed no later one.</summary>
internal enum Stage
{
    /// <summary>Headers, the caller's address, the sender's name and the place among those served at once.</summary>
    Headers,

    /// <summary>The body has arrived.</summary>
    Body,

    /// <summary>The signature fits.</summary>
    Signature,

    /// <summary>The sender's budget and the memory of used requests had nothing against it.</summary>
    Accepted,

    /// <summary>It is on its way to a backend.</summary>
    Forwarded,

    /// <summary>It is over.</summary>
    Ended,
}
