using Substrate.Cryptography;

namespace Bittensor.Subnets;

/// <summary>One registered hotkey of a subnet.</summary>
/// <param name="Uid">Its number on the subnet.</param>
/// <param name="Hotkey">Its hotkey.</param>
/// <param name="HasValidatorPermit">Whether it may validate; decided once an epoch.</param>
/// <param name="AlphaStake">Its alpha, with what parents give and without what children take, in rao of alpha (1e-9).</param>
/// <param name="TotalStake">Alpha and weighted TAO together, in rao (1e-9).</param>
/// <param name="RegisteredAt">The block at which it was registered.</param>
public readonly record struct Neuron(
    ushort Uid, AccountId Hotkey, bool HasValidatorPermit, ulong AlphaStake, ulong TotalStake, ulong RegisteredAt);
