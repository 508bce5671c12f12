using System.Text;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Tests.JsonRpc;

public class JsonRpcResultTests
{
    [Fact]
    public void Answers_are_what_they_are_asked_for()
    {
        Result("\"0x00ff\"").AsBytes().ShouldBe([0, 0xff]);
        Result("\"0x\"").AsBytes().ShouldBe([]);
        Result("null").AsBytesOrNull().ShouldBeNull();
        Result("\"te\\u0078t\"").AsText().ShouldBe("text");
        Result("12").AsNumber().ShouldBe(12ul);
        Result("\"0x0000000c\"").AsNumber().ShouldBe(12ul);
        Result($"\"0x{new string('a', 64)}\"").AsHash().ToString().ShouldBe($"0x{new string('a', 64)}");
        Result("{\"number\":\"0x10\",\"x\":{}}").NumberMember("number").ShouldBe(16ul);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"0\"")]
    [InlineData("\"00ff\"")]
    [InlineData("\"0x0\"")]
    [InlineData("\"0xzz\"")]
    [InlineData("[]")]
    public void What_is_no_hexadecimal_text_is_refused(string json) =>
        Should.Throw<JsonRpcException>(() => Result(json).AsBytes())
            .Message.ShouldBe("the answer to state_x is malformed: it is not a hexadecimal text");

    [Theory]
    [InlineData("\"12\"")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("null")]
    [InlineData("\"0x\"")]
    [InlineData("\"0x11111111111111111\"")]
    public void What_is_no_number_is_refused(string json) =>
        Should.Throw<JsonRpcException>(() => Result(json).AsNumber()).Failure.ShouldBe(JsonRpcFailure.Malformed);

    [Fact]
    public void A_member_that_is_not_there_is_named() =>
        Should.Throw<JsonRpcException>(() => Result("{}").Member("specVersion"))
            .Message.ShouldBe("the answer to state_x is malformed: it has no member specVersion");

    private static JsonRpcResult Result(string json) => new("state_x", Encoding.UTF8.GetBytes(json));
}
