using Substrate.Client.Events;
using Substrate.Client.Metadata;
using Substrate.Client.Tests.Metadata;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Events;

public class DispatchErrorTests
{
    private static readonly RuntimeMetadata Metadata = SmallMetadata.Parse(15);

    [Fact]
    public void An_error_of_a_pallet_has_its_name_and_what_the_runtime_says_about_it()
    {
        DispatchError error = DispatchError.Read(Metadata, Module(18, Value.Of([0, 0, 0, 0])));

        error.ShouldBe(new DispatchError("Module", "Commitments", "TooManyFieldsInCommitmentInfo", "Account passed too many additional fields."));
        error.ToString().ShouldBe("Commitments.TooManyFieldsInCommitmentInfo: Account passed too many additional fields.");
        DispatchError.Read(Metadata, Module(18, Value.Of([2, 9, 9, 9]))).ToString().ShouldBe("Commitments.SpaceLimitExceeded");
    }

    [Fact]
    public void Older_runtimes_give_the_number_in_one_byte() =>
        DispatchError.Read(Metadata, Module(18, Value.Of(2))).Name.ShouldBe("SpaceLimitExceeded");

    [Theory]
    [InlineData(18, 7, "Commitments.error 7")]
    [InlineData(0, 1, "System.error 1")]
    [InlineData(99, 7, "pallet 99.error 7")]
    public void Numbers_without_a_name_are_still_told(int pallet, int number, string expected) =>
        DispatchError.Read(Metadata, Module(pallet, Value.Of([(byte)number, 0, 0, 0]))).ToString().ShouldBe(expected);

    [Fact]
    public void Errors_of_no_pallet_have_their_kind_and_closer_name()
    {
        DispatchError.Read(Metadata, Value.Variant("BadOrigin")).ToString().ShouldBe("BadOrigin");
        DispatchError.Read(Metadata, Value.Variant("Token", Value.Variant("FundsUnavailable"))).ToString()
            .ShouldBe("Token.FundsUnavailable");
    }

    private static Value Module(int pallet, Value error) =>
        Value.Variant("Module", Value.Composite(("index", Value.Of(pallet)), ("error", error)));
}
