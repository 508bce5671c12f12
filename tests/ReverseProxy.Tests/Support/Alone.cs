namespace ReverseProxy.Tests.Support;

/// <summary>Tests that measure the whole process, and run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    public const string Name = "alone";
}
