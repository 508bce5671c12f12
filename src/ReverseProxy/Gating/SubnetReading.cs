using Bittensor.Subnets;
using Substrate.Client;

namespace ReverseProxy.Gating;

/// <summary>A subnet's state and the chain it is of.</summary>
/// <param name="Metagraph">The state.</param>
/// <param name="Genesis">The hash of the chain's block 0.</param>
internal sealed record SubnetReading(Metagraph Metagraph, Hash256 Genesis);
