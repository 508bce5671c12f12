using System.Text.Json;
using System.Text.Json.Nodes;
using Fixtures;

namespace FakeNode.Server;

/// <summary>A call that a client made.</summary>
public sealed class RpcCall
{
    private readonly JsonElement _params;

    internal RpcCall(JsonElement message)
    {
        Id = message.TryGetProperty("id", out JsonElement id) ? JsonNode.Parse(id.GetRawText()) : null;
        Method = message.TryGetProperty("method", out JsonElement method) ? method.GetString()! : "";
        _params = message.TryGetProperty("params", out JsonElement parameters) ? parameters.Clone() : default;
    }

    public JsonNode? Id { get; }

    public string Method { get; }

    /// <summary>The arguments as JSON.</summary>
    public string Arguments => _params.ValueKind == JsonValueKind.Undefined ? "[]" : _params.GetRawText();

    /// <summary>What is to happen right after the answer was sent, such as first notifications.</summary>
    internal Func<Task>? Afterwards { get; set; }

    /// <summary>An argument; null where it is absent or null.</summary>
    public JsonElement? Argument(int index) =>
        _params.ValueKind == JsonValueKind.Array && index < _params.GetArrayLength() && _params[index].ValueKind != JsonValueKind.Null
            ? _params[index]
            : null;

    public string Text(int index) => Argument(index)?.GetString() ?? throw new RpcException(-32602, $"argument {index} is missing");

    public byte[] Bytes(int index) => HexText.Bytes(Text(index));

    public int Number(int index) => Argument(index)?.GetInt32() ?? throw new RpcException(-32602, $"argument {index} is missing");
}
