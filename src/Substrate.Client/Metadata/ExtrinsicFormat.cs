namespace Substrate.Client.Metadata;

/// <summary>How a runtime wants its extrinsics.</summary>
public sealed class ExtrinsicFormat
{
    internal ExtrinsicFormat()
    {
    }

    /// <summary>The versions of the extrinsic format that the runtime decodes: 4, or 4 and 5.</summary>
    public required IReadOnlyList<byte> Versions { get; init; }

    /// <summary>The id of the type of a signer's address.</summary>
    public required uint Address { get; init; }

    /// <summary>The id of the type of a call: a variant of pallets, each a variant of their calls.</summary>
    public required uint Call { get; init; }

    /// <summary>The id of the type of a signature.</summary>
    public required uint Signature { get; init; }

    /// <summary>The transaction extensions of a V4 extrinsic, in the order of their bytes.</summary>
    public required IReadOnlyList<TransactionExtension> Extensions { get; init; }
}
