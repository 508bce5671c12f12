using System.Text.Json;
using Fixtures;

namespace Bittensor.Tests.Support;

/// <summary>One of the key files of the test data, with what it must give.</summary>
internal sealed class KeyfileCase(JsonElement entry)
{
    private static readonly JsonElement[] Entries =
        [.. Repository.Json("keyfiles", "index.json").RootElement.GetProperty("files").EnumerateArray()];

    public static IEnumerable<KeyfileCase> All => Entries.Select(entry => new KeyfileCase(entry));

    public string File => entry.Text("file")!;

    public string Outcome => entry.Text("outcome")!;

    public string Kind => entry.Text("kind")!;

    public string? Password => entry.Text("password");

    public string? Plaintext => entry.Text("plaintext");

    public string Path => Repository.Data(["keyfiles", .. File.Split('/')]);

    /// <summary>What the file must give, where all readers agree or only one reads it.</summary>
    public JsonElement? Expected =>
        entry.TryGetProperty("expect", out JsonElement expected) && expected.TryGetProperty("ss58Address", out _) ? expected : null;

    public byte[] Read() => System.IO.File.ReadAllBytes(Path);

    public static KeyfileCase Of(string file) => All.Single(one => one.File == file);

    public override string ToString() => File;
}
