using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>A constant of a pallet.</summary>
public sealed class PalletConstant
{
    internal PalletConstant()
    {
    }

    /// <summary>Its name, as in <c>MaxFields</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The id of its type.</summary>
    public required uint Type { get; init; }

    /// <summary>Its encoded value.</summary>
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>What the runtime says about it.</summary>
    public required Documentation Docs { get; init; }
}
