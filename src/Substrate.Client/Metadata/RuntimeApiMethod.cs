using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>A function of a runtime API.</summary>
public sealed class RuntimeApiMethod
{
    internal RuntimeApiMethod()
    {
    }

    /// <summary>The name of its API.</summary>
    public required string Api { get; init; }

    /// <summary>Its name, as in <c>account_nonce</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its arguments in order.</summary>
    public required IReadOnlyList<Field> Inputs { get; init; }

    /// <summary>The id of the type of its answer.</summary>
    public required uint Output { get; init; }

    /// <summary>What the runtime says about it.</summary>
    public required Documentation Docs { get; init; }

    /// <summary>The name <c>state_call</c> knows it by, as in <c>AccountNonceApi_account_nonce</c>.</summary>
    public override string ToString() => $"{Api}_{Name}";
}
