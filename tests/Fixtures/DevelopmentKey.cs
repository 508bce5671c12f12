using System.Text.Json;

namespace Fixtures;

/// <summary>Keys of the public development phrase, such as <c>//Alice</c> and <c>//hk//7</c>, as Bittensor's key files have them.</summary>
public static class DevelopmentKey
{
    private static readonly JsonElement Keys = Repository.Json("development-keys.json").RootElement.GetProperty("keys");

    /// <summary>The public key.</summary>
    public static byte[] Public(string uri) => Keys.GetProperty(uri).Bytes("publicKey");

    /// <summary>The text of a hotkey's file.</summary>
    public static string File(string uri) => $$"""{"privateKey":"{{Keys.GetProperty(uri).Text("privateKey")}}"}""";
}
