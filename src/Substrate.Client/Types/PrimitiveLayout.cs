namespace Substrate.Client.Types;

/// <summary>How the built-in types lie in bytes.</summary>
internal static class PrimitiveLayout
{
    /// <summary>The bytes of an integer; 0 for what is none.</summary>
    public static int IntegerSize(this Primitive kind) => kind switch
    {
        >= Primitive.U8 and <= Primitive.U256 => 1 << (kind - Primitive.U8),
        >= Primitive.I8 and <= Primitive.I256 => 1 << (kind - Primitive.I8),
        _ => 0,
    };

    public static bool IsSigned(this Primitive kind) => kind >= Primitive.I8;

    /// <summary>The fewest bytes a value takes.</summary>
    public static int MinimumSize(this Primitive kind) => kind switch
    {
        Primitive.Bool or Primitive.Str => 1,
        Primitive.Character => 4,
        _ => kind.IntegerSize(),
    };
}
