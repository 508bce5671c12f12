using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace Substrate.Client.Values;

/// <summary>What may be written as a compact: unsigned integers, newtypes of them, and nothing at all.</summary>
internal static class CompactNumbers
{
    /// <summary>The bytes of the number behind a compact type; 0 for <c>Compact&lt;()&gt;</c>, which takes no bytes.</summary>
    public static int SizeOf(TypeRegistry types, CompactType compact)
    {
        TypeDefinition inner = types.Unwrap(compact.Inner);
        return inner switch
        {
            PrimitiveType { Kind: >= Primitive.U8 and <= Primitive.U256 } number => number.Kind.IntegerSize(),
            _ when types.IsEmpty(inner.Id) => 0,
            _ => throw new ScaleException($"{inner} has no compact form"),
        };
    }
}
