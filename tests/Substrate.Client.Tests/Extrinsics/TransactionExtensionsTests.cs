using FakeNode.Metadata;
using Substrate.Client.Extrinsics;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;

namespace Substrate.Client.Tests.Extrinsics;

public class TransactionExtensionsTests
{
    private static readonly ExtrinsicContext Context = new()
    {
        SpecVersion = 0x0102,
        TransactionVersion = 1,
        Genesis = Hash256.FromBytes([.. Enumerable.Repeat((byte)0x45, 32)]),
        Nonce = 3,
        Tip = 1,
    };

    [Fact]
    public void Parts_come_in_the_order_of_the_metadata_whatever_it_is()
    {
        RuntimeMetadata metadata = Runtime(builder => builder
            .Extension("CheckNonce", "Compact<u32>", "()")
            .Extension("CheckTxVersion", "()", "u32")
            .Extension("CheckSpecVersion", "()", "u32")
            .Extension("ChargeTransactionPayment", "Compact<u128>", "()"));

        ExtrinsicBuilder.Payload(metadata, [0xaa], Context).ShouldBe([0xaa, 0x0c, 0x04, 1, 0, 0, 0, 2, 1, 0, 0]);
    }

    [Fact]
    public void An_unknown_extension_that_takes_no_bytes_is_passed_over()
    {
        RuntimeMetadata metadata = Runtime(builder =>
        {
            builder.Types.Struct("Empty", "Empty", ("inner", "()"), ("other", "[();3]"));
            builder.Extension("DrandPriority", "Empty", "()").Extension("CheckNonce", "Compact<u32>", "()");
        });

        ExtrinsicBuilder.Payload(metadata, [], Context).ShouldBe([0x0c]);
    }

    [Theory]
    [InlineData("u8", "()")]
    [InlineData("()", "u8")]
    [InlineData("Option<u8>", "()")]
    public void An_unknown_extension_that_takes_bytes_is_refused_by_name(string type, string implicitly)
    {
        RuntimeMetadata metadata = Runtime(builder => builder.Extension("CheckSomethingNew", type, implicitly));

        Should.Throw<ExtrinsicException>(() => ExtrinsicBuilder.Payload(metadata, [], Context)).Message
            .ShouldContain("its transaction extension CheckSomethingNew, which this client does not know");
    }

    [Fact]
    public void A_known_extension_that_changed_its_type_is_refused_and_not_guessed()
    {
        RuntimeMetadata metadata = Runtime(builder => builder.Extension("CheckNonce", "(Compact<u32>,u8)", "()"));

        Should.Throw<ScaleException>(() => ExtrinsicBuilder.Payload(metadata, [], Context)).Message.ShouldStartWith("CheckNonce: ");
    }

    [Fact]
    public void A_runtime_that_does_not_take_version_4_is_refused()
    {
        MetadataBuilder builder = new() { ExtrinsicVersions = [5] };
        RuntimeMetadata metadata = RuntimeMetadata.Parse(builder.Build(16));

        Should.Throw<ExtrinsicException>(
            () => ExtrinsicBuilder.Sign(metadata, [], Context, new RecordedSigner(default, new byte[64]))).Message
            .ShouldBe("the runtime takes extrinsics of version 5; this client writes version 4");
    }

    [Fact]
    public void A_call_that_the_runtime_does_not_have_is_refused_by_name()
    {
        RuntimeMetadata metadata = Runtime(builder => builder.Pallet("System", 0, pallet => pallet.Call(7, "remark", ("remark", "Vec<u8>"))).Pallet("Silent", 1, _ => { }));

        Call.Of("System", "remark", ("remark", Substrate.Client.Values.Value.Of([1]))).Encode(metadata).ShouldBe([0, 7, 4, 1]);
        Should.Throw<ScaleException>(() => Call.Of("System", "shout").Encode(metadata)).Message.ShouldStartWith("System: ");
        Should.Throw<ScaleException>(() => Call.Of("System", "remark").Encode(metadata)).Message.ShouldStartWith("System.remark: ");
        Should.Throw<MetadataException>(() => Call.Of("Nope", "remark").Encode(metadata))
            .Message.ShouldBe("the runtime has no pallet Nope");
        Should.Throw<MetadataException>(() => Call.Of("Silent", "remark").Encode(metadata))
            .Message.ShouldBe("nothing can be called in the pallet Silent of this runtime");
    }

    private static RuntimeMetadata Runtime(Action<MetadataBuilder> define)
    {
        MetadataBuilder builder = new();
        define(builder);
        return RuntimeMetadata.Parse(builder.Build(15));
    }
}
