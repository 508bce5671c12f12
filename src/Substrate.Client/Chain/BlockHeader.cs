using System.Runtime.InteropServices;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Chain;

/// <summary>What a block's header tells.</summary>
/// <param name="Number">The number of the block.</param>
/// <param name="Parent">The hash of the block before it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BlockHeader(ulong Number, Hash256 Parent)
{
    internal static BlockHeader Read(JsonRpcResult header) => Hash256.TryParse(JsonText.Of(header.Member("parentHash")), out Hash256 parent)
        ? new BlockHeader(header.NumberMember("number"), parent)
        : throw header.Malformed("its parentHash is not a hash");
}
