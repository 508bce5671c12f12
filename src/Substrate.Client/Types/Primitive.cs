namespace Substrate.Client.Types;

/// <summary>The built-in types, numbered as metadata numbers them.</summary>
public enum Primitive
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>A Unicode scalar value in four bytes.</summary>
    Character,

    /// <summary>UTF-8 with its length in bytes before it.</summary>
    Str,

    /// <summary>8 bits without a sign.</summary>
    U8,

    /// <summary>16 bits without a sign.</summary>
    U16,

    /// <summary>32 bits without a sign.</summary>
    U32,

    /// <summary>64 bits without a sign.</summary>
    U64,

    /// <summary>128 bits without a sign.</summary>
    U128,

    /// <summary>256 bits without a sign.</summary>
    U256,

    /// <summary>8 bits with a sign.</summary>
    I8,

    /// <summary>16 bits with a sign.</summary>
    I16,

    /// <summary>32 bits with a sign.</summary>
    I32,

    /// <summary>64 bits with a sign.</summary>
    I64,

    /// <summary>128 bits with a sign.</summary>
    I128,

    /// <summary>256 bits with a sign.</summary>
    I256,
}
