using System.Text.Json.Nodes;
using FakeNode.Server;

namespace FakeNode;

/// <summary>Stands between a call and its answer.</summary>
/// <param name="connection">The connection the call came on.</param>
/// <param name="call">The call.</param>
/// <param name="proceed">What the node would do: not calling it leaves the call without effect.</param>
/// <returns>The answer.</returns>
public delegate Task<JsonNode?> Intervention(NodeConnection connection, RpcCall call, Func<Task<JsonNode?>> proceed);
