using System.Runtime.InteropServices;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Chain;

/// <summary>The versions of a runtime.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RuntimeVersion(uint Spec, uint Transaction)
{
    /// <summary>Reads the answer of <c>state_getRuntimeVersion</c>.</summary>
    public static RuntimeVersion Read(JsonRpcResult answer) =>
        new((uint)answer.NumberMember("specVersion"), (uint)answer.NumberMember("transactionVersion"));
}
