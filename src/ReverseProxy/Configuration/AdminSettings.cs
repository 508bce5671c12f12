namespace ReverseProxy.Configuration;

/// <summary>The section <c>admin</c>: the interface by which the operator looks at the running program and changes it.</summary>
internal sealed record AdminSettings
{
    /// <summary>A loopback address with a port, or <c>unix:</c> and a path; null where there is no such interface.</summary>
    public required string? Listen { get; init; }

    /// <summary>What callers must show; null takes the one in the state directory, which is made at the first start.</summary>
    public required string? Token { get; init; }
}
