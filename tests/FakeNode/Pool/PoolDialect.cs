namespace FakeNode.Pool;

/// <summary>How a node words what it says about extrinsics.</summary>
public enum PoolDialect
{
    /// <summary>As Substrate's own node: states without content are texts, errors are "Invalid Transaction" with data.</summary>
    Substrate,

    /// <summary>As chopsticks: states without content are objects with null, errors are JSON in the message, without data.</summary>
    Chopsticks,
}
