using Substrate.Client.Values;

namespace Substrate.Client.Events;

/// <summary>An event of a block.</summary>
/// <param name="Phase">What was going on.</param>
/// <param name="Extrinsic">The position in the block of the extrinsic that was applied; null in the other phases.</param>
/// <param name="Pallet">The pallet that emitted it.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Fields">What it says.</param>
public sealed record EventRecord(EventPhase Phase, uint? Extrinsic, string Pallet, string Name, Value Fields)
{
    /// <summary>True for the event of that name of that pallet.</summary>
    public bool Is(string pallet, string name) => Pallet == pallet && Name == name;

    /// <inheritdoc/>
    public override string ToString() => $"{Pallet}.{Name} {Fields}";
}
