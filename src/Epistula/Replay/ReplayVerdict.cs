namespace Epistula.Replay;

/// <summary>What a replay store says of a request.</summary>
public enum ReplayVerdict
{
    /// <summary>It is new, and remembered from now on.</summary>
    Fresh,

    /// <summary>It was accepted before.</summary>
    Used,

    /// <summary>There is no room to remember it, so it cannot be accepted safely.</summary>
    Full,
}
