using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>A group of functions that a runtime answers through <c>state_call</c>.</summary>
public sealed class RuntimeApi
{
    internal RuntimeApi()
    {
    }

    /// <summary>Its name, as in <c>AccountNonceApi</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its functions.</summary>
    public required IReadOnlyList<RuntimeApiMethod> Methods { get; init; }

    /// <summary>What the runtime says about it.</summary>
    public required Documentation Docs { get; init; }
}
