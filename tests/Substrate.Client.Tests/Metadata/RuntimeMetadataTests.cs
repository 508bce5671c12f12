using FakeNode.Metadata;
using Substrate.Client.Metadata;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Metadata;

public class RuntimeMetadataTests
{
    public static TheoryData<int> Versions => SmallMetadata.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public void Pallets_are_found_by_name_and_by_index(int version)
    {
        RuntimeMetadata metadata = SmallMetadata.Parse(version);

        metadata.Version.ShouldBe((byte)version);
        metadata.Pallets.Select(pallet => pallet.ToString()).ShouldBe(["System (pallet 0)", "Commitments (pallet 18)"]);
        metadata.FindPallet(18).ShouldBeSameAs(metadata.Pallet("Commitments"));
        metadata.FindPallet("commitments").ShouldBeNull();
        metadata.FindPallet(1).ShouldBeNull();
        Should.Throw<MetadataException>(() => metadata.Pallet("Registry")).Message.ShouldBe("the runtime has no pallet Registry");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Storage_entries_carry_hashers_and_key_types_one_by_one(int version)
    {
        RuntimeMetadata metadata = SmallMetadata.Parse(version);
        Pallet commitments = metadata.Pallet("Commitments");

        StorageEntry map = commitments.StorageEntry("CommitmentOf");
        map.ToString().ShouldBe("Commitments.CommitmentOf");
        map.Hashers.ShouldBe([StorageHasher.Identity, StorageHasher.Twox64Concat]);
        map.Keys.Select(key => metadata.Types[key].Name).ShouldBe(["NetUid", "AccountId32"]);
        map.HasDefault.ShouldBeFalse();

        StorageEntry plain = commitments.StorageEntry("MaxSpace");
        plain.Hashers.ShouldBeEmpty();
        plain.Keys.ShouldBeEmpty();
        plain.HasDefault.ShouldBeTrue();
        plain.Default.ToArray().ShouldBe([0x1c, 0x0c, 0, 0]);
        Should.Throw<MetadataException>(() => commitments.StorageEntry("UsedSpaceOf")).Message
            .ShouldBe("the pallet Commitments of this runtime stores no UsedSpaceOf");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Calls_events_and_errors_are_found_by_name_and_by_number_across_gaps(int version)
    {
        Pallet commitments = SmallMetadata.Parse(version).Pallet("Commitments");

        commitments.Calls!.Find("set_commitment")!.Fields.Select(field => field.Name).ShouldBe(["netuid", "info"]);
        commitments.Events!.Find(0)!.Name.ShouldBe("Commitment");
        commitments.Errors!.Find(2)!.Name.ShouldBe("SpaceLimitExceeded");
        commitments.Errors.Find(1).ShouldBeNull();
        commitments.Errors.Find(255).ShouldBeNull();
        commitments.Errors.Find("Nope").ShouldBeNull();
        commitments.Errors.Find(0)!.Docs.Lines.ShouldBe(["Account passed too many", "additional fields."]);
        commitments.Errors.Find(0)!.Docs.ToString().ShouldBe("Account passed too many additional fields.");
        commitments.Errors.Find(2)!.Docs.IsEmpty.ShouldBeTrue();
        commitments.FindConstant("MaxFields")!.Encoded.ToArray().ShouldBe([3, 0, 0, 0]);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_extrinsic_format_lists_the_extensions_in_order(int version)
    {
        RuntimeMetadata metadata = SmallMetadata.Parse(version);

        metadata.Extrinsic.Versions.ShouldBe([4]);
        metadata.Extrinsic.Extensions.Select(extension => extension.Identifier).ShouldBe(["CheckNonce", "CheckGenesis"]);
        metadata.Types[metadata.Extrinsic.Address].Name.ShouldBe("MultiAddress");
        metadata.Types[metadata.Extrinsic.Signature].Name.ShouldBe("MultiSignature");
        metadata.Types[metadata.Extrinsic.Call].ShouldBeOfType<VariantType>().Variants
            .Select(variant => variant.Index).ShouldBe(new byte[] { 0, 18 });
    }

    [Fact]
    public void Runtime_APIs_come_with_V15_and_later()
    {
        SmallMetadata.Parse(14).Apis.ShouldBeEmpty();
        foreach (int version in new[] { 15, 16 })
        {
            RuntimeMetadata metadata = SmallMetadata.Parse(version);
            RuntimeApiMethod method = metadata.FindApiMethod("AccountNonceApi", "account_nonce").ShouldNotBeNull();
            method.ToString().ShouldBe("AccountNonceApi_account_nonce");
            method.Inputs.Select(input => input.Name).ShouldBe(["account"]);
            metadata.Types[method.Output].Name.ShouldBe("U32");
            metadata.FindApiMethod("AccountNonceApi", "nope").ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("6d657461")]
    [InlineData("6d6574610d00")]
    [InlineData("6d6574611100")]
    [InlineData("6d657461ff00")]
    [InlineData("6e65746110000000")]
    public void Other_versions_and_other_bytes_are_refused(string hex) =>
        Should.Throw<MetadataException>(() => RuntimeMetadata.Parse(Convert.FromHexString(hex)));

    [Fact]
    public void An_unknown_version_is_named() =>
        Should.Throw<MetadataException>(() => RuntimeMetadata.Parse(Convert.FromHexString("6d6574611100")))
        .Message.ShouldBe("metadata version 17 is not known; 14 to 16 are");

    [Theory]
    [MemberData(nameof(Versions))]
    public void Metadata_cut_short_anywhere_is_refused(int version)
    {
        byte[] blob = SmallMetadata.Blob(version);

        for (int length = 0; length < blob.Length; length++)
        {
            Should.Throw<MetadataException>(() => RuntimeMetadata.Parse(blob.AsMemory(0, length)));
        }

        Should.Throw<MetadataException>(() => RuntimeMetadata.Parse((byte[])[.. blob, 0])).Message.ShouldContain("left over");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Changed_bytes_are_read_or_refused_and_never_cost_more_than_the_input_allows(int version)
    {
        byte[] blob = SmallMetadata.Blob(version);
        for (int at = 5; at < blob.Length; at++)
        {
            foreach (byte value in new byte[] { 0, 0xfe, 0xff })
            {
                byte[] changed = [.. blob];
                changed[at] = value;
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    _ = RuntimeMetadata.Parse(changed);
                }
                catch (MetadataException)
                {
                }

                (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
            }
        }
    }

    [Fact]
    public void What_a_runtime_says_cannot_steer_a_terminal()
    {
        MetadataBuilder named = new();
        named.Pallet("Com\u001b[2Jmitments", 18, _ => { });
        MetadataBuilder documented = new();
        documented.Pallet("Commitments", 18, pallet => pallet.Error(0, "Failed", " it\u001b[2J failed"));

        Should.Throw<MetadataException>(() => RuntimeMetadata.Parse(named.Build(15))).Message.ShouldContain("a name holds a control character");
        RuntimeMetadata.Parse(documented.Build(15)).Pallet("Commitments").Errors!.Find(0)!.Docs.ToString().ShouldBe("it [2J failed");
        Value.Of("a\u001bb").ToString().ShouldBe("\"a b\"");
    }

    [Fact]
    public void The_answer_of_metadata_at_version_is_unwrapped()
    {
        MetadataReader.Unwrap(new byte[] { 1, 8, 0xaa, 0xbb })!.Value.ToArray().ShouldBe([0xaa, 0xbb]);
        MetadataReader.Unwrap(new byte[] { 0 }).ShouldBeNull();
        Should.Throw<MetadataException>(() => MetadataReader.Unwrap(new byte[] { 1, 8, 0xaa }));
        Should.Throw<MetadataException>(() => MetadataReader.Unwrap(new byte[] { 0, 0 }));
    }
}
