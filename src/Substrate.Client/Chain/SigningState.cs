namespace Substrate.Client.Chain;

/// <summary>What has to be known to sign an extrinsic.</summary>
/// <param name="Runtime">The newest runtime, which will check it.</param>
/// <param name="Genesis">The hash of block 0.</param>
/// <param name="Finalized">The hash of the newest finalized block.</param>
/// <param name="FinalizedNumber">Its number.</param>
/// <param name="NextNonce">The next nonce of the account, extrinsics that wait counted in.</param>
internal sealed record SigningState(Runtime Runtime, Hash256 Genesis, Hash256 Finalized, ulong FinalizedNumber, uint NextNonce);
