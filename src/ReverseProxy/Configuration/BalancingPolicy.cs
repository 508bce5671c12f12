namespace ReverseProxy.Configuration;

/// <summary>How a pool chooses a server, by the names that YARP gave the policies.</summary>
internal enum BalancingPolicy
{
    /// <summary>The less busy one of two that are drawn.</summary>
    PowerOfTwoChoices,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>Any.</summary>
    Random,

    /// <summary>The first that can be used, in the order of the configuration.</summary>
    First,

    /// <summary>The one with the fewest requests from us.</summary>
    LeastRequests,

    /// <summary>The one with the shortest queue, as its own health answer tells it.</summary>
    LeastQueued,
}
