using Substrate.Client.Metadata;

namespace Substrate.Client.Chain;

/// <summary>A version of a chain's runtime.</summary>
/// <param name="SpecVersion">Its version (<c>specVersion</c>): grows with every upgrade.</param>
/// <param name="TransactionVersion">The version of its extrinsic encoding (<c>transactionVersion</c>).</param>
/// <param name="Metadata">What it says about itself.</param>
public sealed record Runtime(uint SpecVersion, uint TransactionVersion, RuntimeMetadata Metadata);
