namespace ReverseProxy.CommandLine;

/// <summary>What the process ends with. Documented in the README and in <c>--help</c>.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It was tried and failed, as a call that failed on chain.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, bad input or a bad configuration.</summary>
    public const int Usage = 2;

    /// <summary>The wallet cannot be used.</summary>
    public const int Wallet = 3;

    /// <summary>The other side, a node or a proxy, cannot be reached.</summary>
    public const int Unreachable = 4;

    /// <summary>The address cannot be listened on.</summary>
    public const int Listen = 5;

    /// <summary>The hotkey is not registered on the subnet, or there is no such subnet.</summary>
    public const int NotRegistered = 6;

    /// <summary>The chain's limit is reached: the hotkey has committed too often or too much; it may again later.</summary>
    public const int LimitReached = 7;

    /// <summary>The node did not take the extrinsic, or no block did: nothing was changed.</summary>
    public const int Refused = 8;

    /// <summary>It was sent and contact was lost: it may still happen or not.</summary>
    public const int Unknown = 9;

    /// <summary>It was finalized, and what was read back is something else.</summary>
    public const int Mismatch = 10;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;

    /// <summary>All of them, for the help.</summary>
    public const string Table =
        """
        Exit codes: 0 done, 1 failed, 2 usage or bad configuration, 3 wallet, 4 unreachable, 5 cannot listen,
        6 hotkey not registered on the subnet, 7 limit reached, 8 refused by the node, 9 sent and outcome unknown,
        10 something else was read back, 130 interrupted.
        """;
}
