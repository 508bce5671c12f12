using System.Text.Json;
using System.Text.Json.Nodes;
using FakeNode.Server;
using Fixtures;

namespace FakeNode;

/// <summary>Answers calls as a real runtime answered them when <c>rpc-transcripts.json</c> was recorded: by method and arguments.</summary>
public sealed class Transcript
{
    private readonly Dictionary<(string Method, string Arguments), JsonElement> _answers = [];

    private Transcript(JsonElement chain)
    {
        Dictionary<int, JsonElement> calls = [];
        foreach (JsonElement frame in chain.GetProperty("frames").EnumerateArray().SelectMany(frame => Messages(frame.GetProperty("frame"))))
        {
            if (frame.TryGetProperty("method", out _) && frame.TryGetProperty("id", out JsonElement id))
            {
                calls[id.GetInt32()] = frame;
            }
            else if (frame.TryGetProperty("id", out JsonElement answered) && answered.ValueKind == JsonValueKind.Number)
            {
                JsonElement call = calls[answered.GetInt32()];
                _ = _answers.TryAdd((call.GetProperty("method").GetString()!, JsonSerializer.Serialize(call.GetProperty("params"))), frame);
            }
        }
    }

    /// <summary>The methods that were recorded.</summary>
    public IEnumerable<string> Methods => _answers.Keys.Select(key => key.Method).Distinct();

    /// <summary>The transcript of a runtime.</summary>
    /// <param name="specVersion">218 or 300.</param>
    public static Transcript Load(int specVersion) => new(
        Repository.Json("vectors", "rpc-transcripts.json").RootElement.GetProperty("chains").EnumerateArray()
            .Single(chain => chain.GetProperty("spec").GetInt32() == specVersion));

    /// <summary>What was answered to a call.</summary>
    /// <param name="method">The method.</param>
    /// <param name="arguments">The arguments as JSON without spaces.</param>
    public Task<JsonNode?> Answer(string method, string arguments) => Recorded(_answers[(method, arguments)]);

    /// <summary>The node answers recorded calls as they were recorded, and all others as it always does.</summary>
    public void PlayOn(FakeSubstrateNode node)
    {
        foreach (string method in Methods)
        {
            node.Intervene(method, (_, call, proceed) => _answers.TryGetValue((method, call.Arguments), out JsonElement answer) ? Recorded(answer) : proceed());
        }
    }

    private static Task<JsonNode?> Recorded(JsonElement answer)
    {
        if (!answer.TryGetProperty("error", out JsonElement error))
        {
            return Task.FromResult(JsonNode.Parse(answer.GetProperty("result").GetRawText()));
        }

        throw new RpcException(error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!, error.Text("data"));
    }

    private static IEnumerable<JsonElement> Messages(JsonElement frame) => frame.ValueKind switch
    {
        JsonValueKind.Object => [frame],
        JsonValueKind.Array => frame.EnumerateArray(),
        _ => [],
    };
}
