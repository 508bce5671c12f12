using System.Text.Json;
using Fixtures;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Values;

public class ScaleVectorTests
{
    private static readonly VectorTypes Types = new();

    public static TheoryData<string> Valid { get; } = Cases("valid");

    public static TheoryData<string> Controls { get; } = Cases("controls");

    public static TheoryData<string> Malformed { get; } = Cases("malformed");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_value_is_encoded_and_decoded_as_the_reference_does(string vector)
    {
        JsonElement expected = JsonDocument.Parse(vector).RootElement;
        (TypeRegistry registry, uint id) = Types[expected.GetProperty("type").GetString()!];
        byte[] bytes = expected.Bytes("hex");
        Value value = JsonValues.Read(registry, id, expected.GetProperty("value"));

        ValueWriter.Encode(registry, id, value, "vector").ShouldBe(bytes);
        ValueReader.Read(registry, id, bytes, "vector").ShouldBe(value);
        bytes.Length.ShouldBe(expected.GetProperty("length").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public void What_the_runtime_accepts_is_accepted(string vector)
    {
        JsonElement control = JsonDocument.Parse(vector).RootElement;
        (TypeRegistry registry, uint id) = Types[control.GetProperty("type").GetString()!];
        byte[] bytes = control.Bytes("hex");

        ValueWriter.Encode(registry, id, ValueReader.Read(registry, id, bytes, "control"), "control").ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_the_runtime_refuses_is_refused(string vector)
    {
        JsonElement malformed = JsonDocument.Parse(vector).RootElement;
        (TypeRegistry registry, uint id) = Types[malformed.GetProperty("type").GetString()!];
        byte[] bytes = malformed.Bytes("hex");

        Should.Throw<ScaleException>(() => ValueReader.Read(registry, id, bytes, "malformed")).Path.ShouldStartWith("malformed");
    }

    private static TheoryData<string> Cases(string kind) =>
        new(Repository.Json("vectors", "scale.json").RootElement.GetProperty(kind).EnumerateArray().Select(vector => vector.GetRawText()));
}
