namespace Bittensor.Registry;

/// <summary>A text is no miner's endpoint. The message says why; it may quote the text, which may be anybody's.</summary>
public sealed class MinerEndpointException : Exception
{
    internal MinerEndpointException(string message)
        : base(message)
    {
    }
}
