using FakeNode.Metadata;
using Fixtures;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Storage;
using Substrate.Client.Values;
using Substrate.Cryptography.Hashing;

namespace Substrate.Client.Tests.Storage;

public class StorageKeyTests
{
    private static readonly RuntimeMetadata Metadata = Runtime();

    public static TheoryData<StorageHasher> Hashers { get; } = new(Enum.GetValues<StorageHasher>());

    [Theory]
    [MemberData(nameof(Hashers))]
    public void Each_hasher_is_applied_to_the_encoded_part(StorageHasher hasher)
    {
        StorageEntry entry = Metadata.Pallet("Maps").StorageEntry(hasher.ToString());
        byte[] part = [0x0b, 0];
        byte[] expected = hasher switch
        {
            StorageHasher.Blake128 => Blake2b.Hash(part, 16),
            StorageHasher.Blake256 => Blake2b.Hash(part, 32),
            StorageHasher.Blake128Concat => [.. Blake2b.Hash(part, 16), .. part],
            StorageHasher.Twox128 => Twox.Hash(part, 16),
            StorageHasher.Twox256 => Twox.Hash(part, 32),
            StorageHasher.Twox64Concat => [.. Twox.Hash(part, 8), .. part],
            _ => part,
        };

        byte[] key = StorageKey.Encode(Metadata.Types, entry, Value.Of(11));

        key[..16].ShouldBe(Twox.Hash("Maps"u8, 16));
        key[16..32].ShouldBe(Twox.Hash(System.Text.Encoding.ASCII.GetBytes(hasher.ToString()), 16));
        key[32..].ShouldBe(expected);
        bool keeps = hasher is StorageHasher.Blake128Concat or StorageHasher.Twox64Concat or StorageHasher.Identity;
        StorageKey.Decode(Metadata.Types, entry, key).ShouldBe([keeps ? Value.Of(11) : null]);
    }

    [Fact]
    public void What_follows_a_hash_that_keeps_nothing_is_still_read()
    {
        StorageEntry entry = Metadata.Pallet("Maps").StorageEntry("Mixed");

        byte[] key = StorageKey.Encode(Metadata.Types, entry, Value.Of("opaque"), Value.Of(7), Value.Of("kept"));

        StorageKey.Decode(Metadata.Types, entry, key).ShouldBe([null, Value.Of(7), Value.Of("kept")]);
    }

    [Fact]
    public void Keys_of_other_entries_and_changed_keys_are_refused()
    {
        StorageEntry entry = Metadata.Pallet("Maps").StorageEntry("Mixed");
        byte[] key = StorageKey.Encode(Metadata.Types, entry, Value.Of("opaque"), Value.Of(7), Value.Of("kept"));

        Should.Throw<ScaleException>(() => StorageKey.Decode(Metadata.Types, Metadata.Pallet("Maps").StorageEntry("Identity"), key)).Message
            .ShouldEndWith("is not a key of Maps.Identity");
        Should.Throw<ScaleException>(() => StorageKey.Decode(Metadata.Types, entry, key.AsSpan(0, key.Length - 1)));
        Should.Throw<ScaleException>(() => StorageKey.Decode(Metadata.Types, entry, [.. key, 0])).Message.ShouldContain("left over");
        key[^1] ^= 1;
        Should.Throw<ScaleException>(() => StorageKey.Decode(Metadata.Types, entry, key)).Message
            .ShouldBe("the hash in the key of Maps.Mixed[2] is not that of \"kepu\"");
    }

    [Fact]
    public void Parts_that_are_too_many_or_of_another_type_are_refused_by_name()
    {
        StorageEntry entry = Metadata.Pallet("Maps").StorageEntry("Identity");

        Should.Throw<ScaleException>(() => StorageKey.Encode(Metadata.Types, entry, Value.Of(1), Value.Of(2))).Message
            .ShouldBe("a key of Maps.Identity has 1 parts, not 2");
        Should.Throw<ScaleException>(() => StorageKey.Encode(Metadata.Types, entry, Value.Of(65_536))).Message
            .ShouldBe("the key of Maps.Identity[0]: 65536 does not fit u16");
    }

    [Fact]
    public void Where_nothing_is_stored_the_default_holds_if_there_is_one()
    {
        Pallet maps = Metadata.Pallet("Maps");

        StorageValue.Decode(Metadata.Types, maps.StorageEntry("Identity"), stored: null).ShouldBe(Value.Of(9));
        StorageValue.Decode(Metadata.Types, maps.StorageEntry("Mixed"), stored: null).ShouldBeNull();
        StorageValue.Decode(Metadata.Types, maps.StorageEntry("Mixed"), new byte[] { 5 }).ShouldBe(Value.Of(5));
        Should.Throw<ScaleException>(() => StorageValue.Decode(Metadata.Types, maps.StorageEntry("Mixed"), HexText.Bytes("0500"))).Message
            .ShouldBe("Maps.Mixed: 1 bytes are left over, at byte 1");
    }

    [Fact]
    public void Constants_are_read()
    {
        Metadata.Constant("Maps", "Limit").ShouldBe(Value.Of(512));
        Should.Throw<MetadataException>(() => Metadata.Constant("Maps", "Nope"))
            .Message.ShouldBe("the pallet Maps of this runtime has no constant Nope");
    }

    private static RuntimeMetadata Runtime()
    {
        MetadataBuilder builder = new();
        builder.Pallet("Maps", 1, pallet =>
        {
            foreach (StorageHasher hasher in Enum.GetValues<StorageHasher>())
            {
                pallet.Map(hasher.ToString(), "u16", [hasher], "u8", orElse: [9]);
            }

            pallet.Map("Mixed", "(Text,u16,Text)", [StorageHasher.Blake256, StorageHasher.Identity, StorageHasher.Twox64Concat], "u8");
            pallet.Constant("Limit", "u32", [0, 2, 0, 0]);
        });
        return RuntimeMetadata.Parse(builder.Build(15));
    }
}
