using System.Text.Json;
using Substrate.Client.Submission;

namespace Substrate.Client.Tests.Submission;

public class TransactionStatusTests
{
    private const string Hash = "0x1111111111111111111111111111111111111111111111111111111111111111";

    [Theory]
    [InlineData("\"future\"", TransactionState.Future)]
    [InlineData("\"ready\"", TransactionState.Ready)]
    [InlineData("\"dropped\"", TransactionState.Dropped)]
    [InlineData("\"invalid\"", TransactionState.Invalid)]
    [InlineData("{\"ready\":null}", TransactionState.Ready)]
    [InlineData("{\"Ready\":null}", TransactionState.Ready)]
    [InlineData("{\"broadcast\":[\"a\",\"b\"]}", TransactionState.Broadcast)]
    [InlineData("{\"inBlock\":\"" + Hash + "\"}", TransactionState.InBlock)]
    [InlineData("{\"inblock\":\"" + Hash + "\"}", TransactionState.InBlock)]
    [InlineData("{\"retracted\":\"" + Hash + "\"}", TransactionState.Retracted)]
    [InlineData("{\"finalityTimeout\":\"" + Hash + "\"}", TransactionState.FinalityTimeout)]
    [InlineData("{\"finalized\":\"" + Hash + "\"}", TransactionState.Finalized)]
    [InlineData("{\"usurped\":\"" + Hash + "\"}", TransactionState.Usurped)]
    [InlineData("{\"invalid\":{\"future\":null}}", TransactionState.Invalid)]
    public void Every_state_is_read_in_both_dialects(string json, TransactionState state)
    {
        TransactionStatus.TryRead(JsonDocument.Parse(json).RootElement, out TransactionStatus? status).ShouldBeTrue();

        status!.State.ShouldBe(state);
        (status!.Hash is not null).ShouldBe(json.Contains(Hash, StringComparison.Ordinal));
        status.IsLast.ShouldBe(state is not (TransactionState.Future or TransactionState.Ready or TransactionState.Broadcast
            or TransactionState.InBlock or TransactionState.Retracted));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"sideways\"")]
    [InlineData("{}")]
    [InlineData("{\"ready\":null,\"future\":null}")]
    [InlineData("{\"inBlock\":null}")]
    [InlineData("{\"finalized\":\"0x11\"}")]
    [InlineData("\"finalized\"")]
    public void What_is_no_state_is_not_taken_for_one(string json) =>
        TransactionStatus.TryRead(JsonDocument.Parse(json).RootElement, out _).ShouldBeFalse();

    [Fact]
    public void What_else_the_node_says_is_kept()
    {
        TransactionStatus.TryRead(JsonDocument.Parse("""{"invalid":{"future":null}}""").RootElement, out TransactionStatus? status);

        status!.Detail.ShouldBe("""{"future":null}""");
    }
}
