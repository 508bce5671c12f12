using System.Buffers;
using System.Text.Json;
using Fixtures;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Storage;

namespace Substrate.Client.Tests.Storage;

public class StorageHashingTests
{
    public static TheoryData<string> Vectors { get; } = new(
        Repository.Json("vectors", "hashers.json").RootElement.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetRawText()));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_hasher_gives_what_the_reference_implementations_give(string vector)
    {
        JsonElement expected = JsonDocument.Parse(vector).RootElement;
        foreach (StorageHasher hasher in Enum.GetValues<StorageHasher>())
        {
            ArrayBufferWriter<byte> output = new();
            hasher.Write(expected.Bytes("input"), new ScaleWriter(output));

            output.WrittenSpan.ToArray().ShouldBe(expected.Bytes(NameOf(hasher)), hasher.ToString());
        }
    }

    private static string NameOf(StorageHasher hasher) => hasher switch
    {
        StorageHasher.Blake128 => "blake2_128",
        StorageHasher.Blake256 => "blake2_256",
        StorageHasher.Blake128Concat => "blake2_128Concat",
        StorageHasher.Twox128 => "twox128",
        StorageHasher.Twox256 => "twox256",
        StorageHasher.Twox64Concat => "twox64Concat",
        _ => "identity",
    };
}
