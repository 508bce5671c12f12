using System.Text.Json.Nodes;

namespace FakeNode.Server;

/// <summary>An error that the node answers a call with.</summary>
public sealed class RpcException(int code, string message, string? data = null) : Exception(message)
{
    public int Code => code;

    public JsonObject ToJson()
    {
        JsonObject error = new() { ["code"] = code, ["message"] = Message };
        if (data is not null)
        {
            error["data"] = data;
        }

        return error;
    }
}
