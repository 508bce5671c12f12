using System.Buffers;
using System.Text.Json;

namespace Substrate.Client.JsonRpc;

/// <summary>A call: a method and its arguments.</summary>
public sealed class JsonRpcRequest
{
    /// <summary>Methods that only read. Everything else is taken to have an effect and is never sent twice.</summary>
    private static readonly string[] ReadingPrefixes = ["chain_", "state_", "payment_", "rpc_", "childstate_"];

    private static readonly string[] ReadingMethods =
    [
        "account_nextIndex", "author_hasKey", "author_hasSessionKeys", "author_pendingExtrinsics", "system_accountNextIndex",
        "system_chain", "system_chainType", "system_dryRun", "system_health", "system_localPeerId", "system_name", "system_peers",
        "system_properties", "system_syncState", "system_version",
    ];

    private readonly JsonRpcArgument[] _arguments;

    /// <summary>Creates a call.</summary>
    /// <param name="method">The method, as in <c>state_getStorage</c>.</param>
    /// <param name="arguments">Its arguments in order.</param>
    public JsonRpcRequest(string method, params ReadOnlySpan<JsonRpcArgument> arguments)
    {
        Method = method;
        _arguments = arguments.ToArray();
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>True where sending the call twice does no harm: where it only reads.</summary>
    public bool IsRepeatable => Array.IndexOf(ReadingMethods, Method) >= 0
        || Array.Exists(ReadingPrefixes, prefix => Method.StartsWith(prefix, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => Method;

    internal byte[] Encode(long id)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            Write(writer, id);
        }

        return output.WrittenSpan.ToArray();
    }

    internal void Write(Utf8JsonWriter writer, long id)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WriteNumber("id"u8, id);
        writer.WriteString("method"u8, Method);
        writer.WriteStartArray("params"u8);
        foreach (JsonRpcArgument argument in _arguments)
        {
            argument.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
