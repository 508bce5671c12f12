namespace ReverseProxy.CommandLine;

/// <summary>What the process ends with. Documented in the README and in <c>--help</c>.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It was tried and failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, bad input or a bad configuration.</summary>
    public const int Usage = 2;

    /// <summary>The wallet cannot be used.</summary>
    public const int Wallet = 3;

    /// <summary>The other side, a node or a proxy, cannot be reached.</summary>
    public const int Unreachable = 4;

    /// <summary>The address cannot be listened on.</summary>
    public const int Listen = 5;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;
}
