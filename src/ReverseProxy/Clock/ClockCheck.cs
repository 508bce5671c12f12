namespace ReverseProxy.Clock;

/// <summary>What our clock is compared with.</summary>
internal enum ClockCheck
{
    /// <summary>Known senders' timestamps, and the chain's time where the chain is asked anyway.</summary>
    Auto,

    /// <summary>Both, also where only this asks for the chain.</summary>
    Chain,

    /// <summary>Nothing.</summary>
    Off,
}
