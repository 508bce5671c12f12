namespace Bittensor.Commitments;

/// <summary>What a field of a commitment is (pallet_commitments, types.rs: <c>Data</c>).</summary>
public enum CommitmentFieldKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Up to 128 bytes.</summary>
    Raw,

    /// <summary>A BLAKE2-256 hash.</summary>
    BlakeTwo256,

    /// <summary>A SHA-256 hash.</summary>
    Sha256,

    /// <summary>A Keccak-256 hash.</summary>
    Keccak256,

    /// <summary>A SHA3-256 hash.</summary>
    ShaThree256,

    /// <summary>Bytes that nobody can read before a round of the randomness beacon.</summary>
    TimelockEncrypted,

    /// <summary>No content: asks the chain to reset bonds.</summary>
    ResetBondsFlag,

    /// <summary>Up to 512 bytes.</summary>
    BigRaw,

    /// <summary>A form that this program does not know: its name is all there is.</summary>
    Other,
}
