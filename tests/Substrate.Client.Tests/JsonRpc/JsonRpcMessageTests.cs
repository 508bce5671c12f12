using System.Text;
using CsCheck;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Submission;

namespace Substrate.Client.Tests.JsonRpc;

public class JsonRpcMessageTests
{
    private static readonly string[] Names =
        ["id", "result", "error", "params", "subscription", "code", "message", "data", "parentHash", "number", "inBlock", "ready", "x\\ud800"];

    private static readonly string[] Leaves =
        ["null", "true", "-1", "7", "1e400", "99999999999999999999", "\"\"", "\"\\ud800\"", "\"0x\"", "\"0x00\"", "\"0xzz\"", "\"0x0\"", "\"ready\"", "\"é\"", "{", "]"];

    [Fact]
    public void Whatever_JSON_comes_is_taken_apart_without_an_exception() =>
        Json(4).Sample(json => IsTakenApart(Encoding.UTF8.GetBytes(json)), iter: 20_000);

    [Fact]
    public void Whatever_bytes_come_are_taken_apart_without_an_exception() =>
        Gen.Byte.Array[0, 40].Sample(IsTakenApart, iter: 20_000);

    [Theory]
    [InlineData("""{"id":7,"result":null}""", 7L, "null", "")]
    [InlineData("""{"result":{"a":[1,{"b":2}]},"id":7,"jsonrpc":"2.0"}""", 7L, """{"a":[1,{"b":2}]}""", "")]
    [InlineData("""{"id":7,"error":{"code":1}}""", 7L, "", """{"code":1}""")]
    [InlineData("""{"id":7,"error":null,"result":5}""", 7L, "5", "")]
    [InlineData("""{"extra":{"id":9,"result":9},"id":7,"result":5}""", 7L, "5", "")]
    public void The_parts_are_found_wherever_they_stand(string json, long id, string result, string error)
    {
        JsonRpcMessage message = JsonRpcMessage.ReadAll(Encoding.UTF8.GetBytes(json)).ShouldHaveSingleItem();

        message.Id.ShouldBe(id);
        message.Subscription.ShouldBeNull();
        Encoding.UTF8.GetString(message.Result.Span).ShouldBe(result);
        Encoding.UTF8.GetString(message.Error.Span).ShouldBe(error);
    }

    [Fact]
    public void What_came_before_the_garbage_counts()
    {
        JsonRpcMessage[] messages = [.. JsonRpcMessage.ReadAll("""[{"id":1,"result":1},{"id":2,"result":2},{"id":3,"resu"""u8.ToArray())];

        messages.Select(message => message.Id).ShouldBe([1L, 2L]);
    }

    private static Gen<string> Json(int depth)
    {
        Gen<string> leaf = Gen.OneOf([.. Leaves.Select(Gen.Const)]);
        if (depth == 0)
        {
            return leaf;
        }

        Gen<string> inner = Json(depth - 1);
        Gen<string> member = Gen.Select(Gen.OneOf([.. Names.Select(Gen.Const)]), inner, (name, value) => $"\"{name}\":{value}");
        return Gen.Frequency(
            (2, leaf),
            (5, member.Array[0, 5].Select(members => $"{{{string.Join(',', members)}}}")),
            (1, inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")));
    }

    private static bool IsTakenApart(byte[] bytes)
    {
        foreach (JsonRpcMessage message in JsonRpcMessage.ReadAll(bytes))
        {
            _ = message.Error.Length > 0 ? message.ErrorOf("x").Message : "";
            if (message.Result.Length > 0)
            {
                Convert(new JsonRpcResult("x", message.Result));
            }
        }

        return true;
    }

    private static void Convert(JsonRpcResult result)
    {
        Action[] conversions =
        [
            () => result.AsBytesOrNull(),
            () => result.AsText(),
            () => result.AsHash(),
            () => result.AsNumber(),
            () => result.NumberMember("number"),
            () => BlockHeader.Read(result),
            () => TransactionStatus.TryRead(result.AsElement(), out _),
        ];
        foreach (Action conversion in conversions)
        {
            try
            {
                conversion();
            }
            catch (JsonRpcException malformed)
            {
                malformed.Failure.ShouldBe(JsonRpcFailure.Malformed);
            }
        }
    }
}
