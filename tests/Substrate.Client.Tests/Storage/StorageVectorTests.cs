using System.Text.Json;
using Fixtures;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Storage;
using Substrate.Client.Tests.Metadata;
using Substrate.Client.Tests.Values;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace Substrate.Client.Tests.Storage;

public class StorageVectorTests
{
    private static readonly JsonElement Vectors = Repository.Json("vectors", "storage_keys.json").RootElement.GetProperty("chains");

    public static TheoryData<string> Runtimes { get; } = [RealMetadata.Raonet14, RealMetadata.Raonet15, RealMetadata.Finney393];

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Every_key_is_the_reference_s_and_is_read_back(string runtime)
    {
        RuntimeMetadata metadata = RealMetadata.Parse(runtime);
        int checkedKeys = 0;
        foreach (JsonElement vector in Entries(runtime))
        {
            StorageEntry? entry = metadata.Pallet(vector.Text("pallet")!).FindStorage(vector.Text("item")!);
            if (vector.TryGetProperty("missing", out JsonElement missing))
            {
                (entry is null || missing.ValueKind == JsonValueKind.String).ShouldBeTrue();
                continue;
            }

            Value[] parts = [.. vector.GetProperty("args").EnumerateArray().Select(Part)];
            byte[] key = vector.Bytes("key");

            StorageKey.Encode(metadata.Types, entry!, parts).ShouldBe(key);
            StorageKey.Decode(metadata.Types, entry!, key).ShouldBe(parts);
            checkedKeys++;
        }

        checkedKeys.ShouldBeGreaterThan(80);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void The_metadata_says_of_every_entry_what_the_reference_says(string runtime)
    {
        RuntimeMetadata metadata = RealMetadata.Parse(runtime);
        foreach (JsonElement vector in Entries(runtime).Where(vector => vector.TryGetProperty("info", out _)))
        {
            JsonElement info = vector.GetProperty("info");
            StorageEntry entry = metadata.Pallet(vector.Text("pallet")!).StorageEntry(vector.Text("item")!);

            entry.HasDefault.ShouldBe(info.Text("modifier") == "Default");
            entry.Default.ToArray().ShouldBe(info.Bytes("default"));
            entry.Hashers.Select(hasher => hasher.ToString().Replace("Blake", "Blake2_", StringComparison.Ordinal))
                .ShouldBe(info.TryGetProperty("hashers", out JsonElement hashers) ? hashers.EnumerateArray().Select(hasher => hasher.GetString()) : []);
        }
    }

    [Theory]
    [InlineData(RealMetadata.Raonet14)]
    [InlineData(RealMetadata.Raonet15)]
    public void Every_stored_value_is_what_the_reference_decodes(string runtime)
    {
        RuntimeMetadata metadata = RealMetadata.Parse(runtime);
        int checkedValues = 0;
        foreach (JsonElement vector in Entries(runtime).Where(vector => vector.Text("value") is not null))
        {
            StorageEntry entry = metadata.Pallet(vector.Text("pallet")!).StorageEntry(vector.Text("item")!);
            byte[] stored = vector.Bytes("value");
            if (vector.TryGetProperty("decodeError", out _))
            {
                // Forms of a commitment that this runtime does not know, and one cut short.
                Should.Throw<ScaleException>(() => StorageValue.Decode(metadata.Types, entry, stored)).Path
                    .ShouldStartWith("Commitments.CommitmentOf.info.fields[0]");
                continue;
            }

            Value value = StorageValue.Decode(metadata.Types, entry, stored).ShouldNotBeNull();
            ValueWriter.Encode(metadata.Types, entry.Value, value, entry.ToString()).ShouldBe(stored);
            if (entry.Name != "Events")
            {
                value.ShouldBe(JsonValues.Read(metadata.Types, entry.Value, vector.GetProperty("json")), entry.ToString());
                checkedValues++;
            }
        }

        checkedValues.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Every_form_of_a_commitment_is_what_the_reference_decodes()
    {
        RuntimeMetadata metadata = RealMetadata.Parse(RealMetadata.Finney393);
        StorageEntry entry = metadata.Pallet("Commitments").StorageEntry("CommitmentOf");
        foreach (JsonElement vector in Vectors[1].GetProperty("commitmentValues").EnumerateArray())
        {
            Value value = StorageValue.Decode(metadata.Types, entry, vector.Bytes("value")).ShouldNotBeNull();

            value.ShouldBe(JsonValues.Read(metadata.Types, entry.Value, vector.GetProperty("json")), vector.Text("label"));
            ValueWriter.Encode(metadata.Types, entry.Value, value, "again").ShouldBe(vector.Bytes("value"));
        }
    }

    [Fact]
    public void Prefixes_and_listed_keys_are_the_reference_s()
    {
        RuntimeMetadata metadata = RealMetadata.Parse(RealMetadata.Raonet15);
        StorageEntry entry = metadata.Pallet("Commitments").StorageEntry("CommitmentOf");
        JsonElement prefixes = Vectors[0].GetProperty("prefixes");

        StorageKey.Encode(metadata.Types, entry).ShouldBe(prefixes.Bytes("whole"));
        foreach (int netuid in new[] { 0, 1, 11, 12, 256, 65535 })
        {
            StorageKey.Encode(metadata.Types, entry, Value.Of(netuid)).ShouldBe(prefixes.Bytes($"prefix{netuid}"));
        }

        foreach (JsonElement listed in Vectors[0].GetProperty("keysOfNetuid11").EnumerateArray())
        {
            StorageKey.Decode(metadata.Types, entry, listed.Bytes("key"))
                .ShouldBe([Value.Of(11), Value.Of(AccountId.Parse(listed.Text("ss58")))]);
        }
    }

    private static JsonElement[] Entries(string runtime) =>
        [.. Vectors[runtime == RealMetadata.Finney393 ? 1 : 0].GetProperty("entries").EnumerateArray()];

    private static Value Part(JsonElement argument) => argument.ValueKind == JsonValueKind.Number
        ? Value.Of(argument.GetUInt64())
        : Value.Of(AccountId.Parse(argument.GetString()));
}
