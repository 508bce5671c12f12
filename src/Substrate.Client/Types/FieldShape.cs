namespace Substrate.Client.Types;

/// <summary>How the members of a composite or a variant hang together, and so what their value looks like.</summary>
public enum FieldShape
{
    /// <summary>No members: the value is empty.</summary>
    Unit,

    /// <summary>One member without a name: the value is that member's.</summary>
    Newtype,

    /// <summary>Several members without names: the value is a list.</summary>
    Tuple,

    /// <summary>Members with names: the value is a composite.</summary>
    Named,
}
