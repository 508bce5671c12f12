using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Extrinsics;

/// <summary>
/// The parts of an extrinsic beside its call, in the order the runtime lists them. What takes no bytes needs no knowledge;
/// what does and is not known here is refused by its name, since a guess would be a bad signature at best.
/// </summary>
internal static class TransactionExtensions
{
    /// <summary>Writes what stands in the extrinsic.</summary>
    public static void WriteExplicit(RuntimeMetadata metadata, ExtrinsicContext context, ScaleWriter writer)
    {
        foreach (TransactionExtension extension in metadata.Extrinsic.Extensions)
        {
            Write(metadata.Types, extension.Type, extension.Identifier, Explicit(extension.Identifier, context), writer);
        }
    }

    /// <summary>Writes what is signed and stands nowhere.</summary>
    public static void WriteImplicit(RuntimeMetadata metadata, ExtrinsicContext context, ScaleWriter writer)
    {
        foreach (TransactionExtension extension in metadata.Extrinsic.Extensions)
        {
            Write(metadata.Types, extension.Implicit, extension.Identifier, Implicit(extension.Identifier, context), writer);
        }
    }

    private static Value? Explicit(string identifier, ExtrinsicContext context) => identifier switch
    {
        "CheckMortality" or "CheckEra" => context.Era.ToValue(),
        "CheckNonce" => Value.Of(context.Nonce),
        "ChargeTransactionPayment" => Value.Of(context.Tip),
        "CheckMetadataHash" => Value.Composite(("mode", Value.Variant("Disabled"))),
        _ => null,
    };

    private static Value? Implicit(string identifier, ExtrinsicContext context) => identifier switch
    {
        "CheckSpecVersion" => Value.Of(context.SpecVersion),
        "CheckTxVersion" => Value.Of(context.TransactionVersion),
        "CheckGenesis" => Value.Of(context.Genesis.AsSpan()),
        "CheckMortality" or "CheckEra" => Value.Of((context.Era.IsImmortal ? context.Genesis : context.BirthBlock).AsSpan()),
        "CheckMetadataHash" => Value.None,
        _ => null,
    };

    private static void Write(TypeRegistry types, uint type, string identifier, Value? value, ScaleWriter writer)
    {
        if (types.IsEmpty(type))
        {
            return;
        }

        if (value is null)
        {
            throw new ExtrinsicException(
                $"the runtime wants {types[type]} for its transaction extension {identifier}, which this client does not know: "
                + "a newer client is needed");
        }

        ValueWriter.Write(types, type, value, writer, identifier);
    }
}
