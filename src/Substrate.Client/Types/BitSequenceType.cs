namespace Substrate.Client.Types;

/// <summary>Any number of bits, their number before them, packed into integers.</summary>
public sealed class BitSequenceType : TypeDefinition
{
    internal BitSequenceType(uint store, uint order) => (Store, Order) = (store, order);

    /// <summary>The id of the integer's type: u8, u16, u32 or u64.</summary>
    public uint Store { get; }

    /// <summary>The id of a type named <c>Lsb0</c> or <c>Msb0</c>: which end of an integer is filled first.</summary>
    public uint Order { get; }

    private protected override string BuiltInName => "bit sequence";
}
