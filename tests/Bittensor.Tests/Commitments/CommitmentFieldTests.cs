using Bittensor.Commitments;
using Substrate.Client.Values;

namespace Bittensor.Tests.Commitments;

public class CommitmentFieldTests
{
    [Theory]
    [InlineData("None", CommitmentFieldKind.None)]
    [InlineData("Raw3", CommitmentFieldKind.Raw)]
    [InlineData("Raw128", CommitmentFieldKind.Raw)]
    [InlineData("BlakeTwo256", CommitmentFieldKind.BlakeTwo256)]
    [InlineData("Sha256", CommitmentFieldKind.Sha256)]
    [InlineData("Keccak256", CommitmentFieldKind.Keccak256)]
    [InlineData("ShaThree256", CommitmentFieldKind.ShaThree256)]
    [InlineData("ResetBondsFlag", CommitmentFieldKind.ResetBondsFlag)]
    [InlineData("BigRaw", CommitmentFieldKind.BigRaw)]
    [InlineData("RawSomething", CommitmentFieldKind.Other)]
    [InlineData("Future", CommitmentFieldKind.Other)]
    public void Every_form_is_known_by_its_name_and_those_to_come_are_listed(string name, CommitmentFieldKind kind)
    {
        bool hasBytes = kind is not (CommitmentFieldKind.None or CommitmentFieldKind.ResetBondsFlag or CommitmentFieldKind.Other);
        Value form = hasBytes ? Value.Variant(name, Value.Of([1, 2, 3])) : Value.Variant(name);

        CommitmentField field = CommitmentField.Read(form);

        (field.Kind, field.Name).ShouldBe((kind, name));
        field.Bytes.ToArray().ShouldBe(hasBytes ? [1, 2, 3] : []);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(128)]
    public void A_raw_field_is_named_by_its_length(int length)
    {
        CommitmentField field = CommitmentField.Raw(new byte[length]);

        field.Name.ShouldBe($"Raw{length}");
        CommitmentField.Read(field.ToValue()).Bytes.Length.ShouldBe(length);
    }

    [Fact]
    public void A_raw_field_of_129_bytes_is_refused() =>
        Should.Throw<ArgumentException>(() => CommitmentField.Raw(new byte[129])).Message.ShouldContain("up to 128 bytes, and these are 129");
}
