using System.Text.Json;
using Fixtures;
using Substrate.Client.Metadata;
using Substrate.Client.RuntimeApis;
using Substrate.Client.Scale;
using Substrate.Client.Tests.Metadata;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.RuntimeApis;

public class RuntimeCallTests
{
    private static readonly Value Account = Value.Of(new byte[32]);

    public static TheoryData<string> Recorded { get; } = new(
        Repository.Json(
            "vectors", "runtime_apis.json").RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()));

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_calls_are_encoded_and_their_answers_decoded(string recorded)
    {
        RuntimeMetadata metadata = RealMetadata.Parse(RealMetadata.Raonet15);
        JsonElement call = JsonDocument.Parse(recorded).RootElement;
        string[] name = call.Text("name")!.Split('_', 2);
        RuntimeApiMethod? method = metadata.FindApiMethod(name[0], name[1]);
        if (call.GetProperty("response").ValueKind == JsonValueKind.Object)
        {
            // The node answered that it has no such function, and so does the metadata.
            method.ShouldBeNull();
            return;
        }

        ScaleReader reader = new(call.Bytes("data"));
        Value[] arguments = new Value[method!.Inputs.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = ValueReader.Read(metadata.Types, method.Inputs[i].Type, ref reader, method.Inputs[i].Name!);
        }

        reader.EnsureEnd();
        RuntimeCall.EncodeArguments(metadata.Types, method, arguments).ShouldBe(call.Bytes("data"));

        byte[] response = call.Bytes("response");
        Value answer = RuntimeCall.DecodeAnswer(metadata.Types, method, response);
        ValueWriter.Encode(metadata.Types, method.Output, answer, "again").ShouldBe(response);
    }

    [Fact]
    public void An_account_s_nonce_is_a_number()
    {
        RuntimeMetadata metadata = RealMetadata.Parse(RealMetadata.Raonet15);
        RuntimeApiMethod method = metadata.FindApiMethod("AccountNonceApi", "account_nonce").ShouldNotBeNull();

        RuntimeCall.DecodeAnswer(metadata.Types, method, [7, 0, 0, 0]).AsNumber<uint>().ShouldBe(7u);
    }

    [Fact]
    public void The_selective_metagraph_is_asked_for_as_the_chain_wants_it()
    {
        RuntimeMetadata metadata = RealMetadata.Parse(RealMetadata.Finney393);
        RuntimeApiMethod method = metadata.FindApiMethod("SubnetInfoRuntimeApi", "get_selective_metagraph").ShouldNotBeNull();
        Value indices = Value.List(Value.Of(52), Value.Of(57), Value.Of(67), Value.Of(69));

        RuntimeCall.EncodeArguments(metadata.Types, method, Value.Of(11), indices).ShouldBe(HexText.Bytes("0b00103400390043004500"));

        // Some, the netuid, 51 absent members, two hotkeys, and 21 more absent members.
        byte[] answer = [1, 0, .. new byte[51], 1, 8, .. Repeated(0xaa), .. Repeated(0xbb), .. new byte[21]];
        Value graph = RuntimeCall.DecodeAnswer(metadata.Types, method, answer).AsOption().ShouldNotBeNull();
        graph["hotkeys"].AsOption()!.AsList().Select(hotkey => hotkey.ToString())
            .ShouldBe([$"0x{new string('a', 64)}", $"0x{new string('b', 64)}"]);
        graph["validator_permit"].AsOption().ShouldBeNull();
    }

    [Fact]
    public void Wrong_arguments_are_refused_by_name()
    {
        RuntimeMetadata metadata = SmallMetadata.Parse(15);
        RuntimeApiMethod method = metadata.FindApiMethod("AccountNonceApi", "account_nonce").ShouldNotBeNull();

        RuntimeCall.EncodeArguments(metadata.Types, method, Account).ShouldBe(new byte[32]);
        Should.Throw<ScaleException>(() => RuntimeCall.EncodeArguments(metadata.Types, method)).Message
            .ShouldBe("AccountNonceApi_account_nonce has 1 arguments, not 0");
        Should.Throw<ScaleException>(() => RuntimeCall.EncodeArguments(metadata.Types, method, Value.Of([1]))).Message
            .ShouldBe("AccountNonceApi_account_nonce.account: 32 elements are wanted and there are 1");
        Should.Throw<ScaleException>(() => RuntimeCall.DecodeAnswer(metadata.Types, method, [1, 2])).Message
            .ShouldStartWith("AccountNonceApi_account_nonce: 4 bytes are needed");
    }

    private static byte[] Repeated(byte value) => [.. Enumerable.Repeat(value, 32)];
}
