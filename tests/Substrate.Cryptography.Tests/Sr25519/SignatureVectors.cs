using System.Security.Cryptography;
using System.Text.Json;
using Fixtures;

namespace Substrate.Cryptography.Tests.Sr25519;

/// <summary>The published vectors of <c>sr25519.json</c> and <c>epistula.json</c>.</summary>
internal static class SignatureVectors
{
    private static readonly JsonElement Document = Repository.Json("vectors", "sr25519.json").RootElement;

    internal static JsonElement[] Epistula { get; } =
        [.. Repository.Json("vectors", "epistula.json").RootElement.GetProperty("vectors").EnumerateArray()];

    internal static JsonElement[] Of(string name) => [.. Document.GetProperty(name).EnumerateArray()];

    /// <summary>The vectors of a list as rows of a theory.</summary>
    internal static TheoryData<string> Rows(JsonElement[] vectors) => new(vectors.Select(v => v.GetRawText()));

    /// <summary>Public key, message and signature of a vector; a long message is given as one byte and how often it comes.</summary>
    internal static (byte[] Key, byte[] Message, byte[] Signature) Signed(JsonElement vector) =>
        (vector.Bytes("publicKey"), Message(vector), vector.Bytes("signature"));

    private static byte[] Message(JsonElement vector)
    {
        if (!vector.TryGetProperty("messageRepeat", out JsonElement repeat))
        {
            return vector.Bytes("message");
        }

        byte[] message = new byte[repeat.GetProperty("length").GetInt32()];
        Array.Fill(message, repeat.GetProperty("byte").GetByte());
        SHA256.HashData(message).ShouldBe(vector.Bytes("messageSha256"));
        return message;
    }
}
