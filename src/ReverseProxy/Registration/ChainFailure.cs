using ReverseProxy.CommandLine;
using Substrate.Client.Chain;
using Substrate.Client.Extrinsics;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;

namespace ReverseProxy.Registration;

/// <summary>What a failure of the chain's client means to an operator.</summary>
internal static class ChainFailure
{
    private const string AnotherNode = "try another node with --subtensor.chain_endpoint";

    /// <summary>The line and the exit code; null for a failure of another kind.</summary>
    public static CommandException? Of(Exception exception, ChainTarget target) => exception switch
    {
        JsonRpcException { Failure: JsonRpcFailure.NotConnected } => Unreachable(
            $"{target.Name} cannot be reached: {exception.Message}; check the network, --network and --subtensor.chain_endpoint"),
        JsonRpcException { Failure: JsonRpcFailure.ConnectionLost } => Unreachable(
            $"the connection to {target.Name} was lost again and again: {exception.Message}; nothing was changed; try again, or {AnotherNode}"),
        JsonRpcException { Failure: JsonRpcFailure.TimedOut } => Unreachable(
            $"{target.Name} did not answer in time: {exception.Message}; nothing was changed; try again, or {AnotherNode}"),
        JsonRpcException => Unreachable($"{target.Name} gave no usable answer: {exception.Message}; {AnotherNode}"),
        SubstrateException => Unreachable($"{exception.Message}; {AnotherNode}"),
        MetadataException => Unreachable($"{target.Name} is no Bittensor chain, or its runtime cannot be read: {exception.Message}; {AnotherNode}"),
        ScaleException => Unreachable(
            $"{target.Name} has something in a form that this program does not know: {exception.Message}; a newer version of this program may"),
        ExtrinsicException => new CommandException($"nothing was submitted: {exception.Message}", ExitCode.Failed),
        _ => null,
    };

    private static CommandException Unreachable(string line) => new(line, ExitCode.Unreachable);
}
