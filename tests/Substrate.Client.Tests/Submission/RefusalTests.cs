using Substrate.Client.Submission;

namespace Substrate.Client.Tests.Submission;

public class RefusalTests
{
    [Theory]
    [InlineData("Transaction call is not expected", RefusalReason.CallNotExpected)]
    [InlineData("Inability to pay some fees (e.g. account balance too low)", RefusalReason.Payment)]
    [InlineData("Transaction will be valid in the future", RefusalReason.Future)]
    [InlineData("Transaction is outdated", RefusalReason.Stale)]
    [InlineData("Transaction has a bad signature", RefusalReason.BadProof)]
    [InlineData("Transaction has an ancient birth block", RefusalReason.AncientBirthBlock)]
    [InlineData("Transaction would exhaust the block limits", RefusalReason.ExhaustsResources)]
    [InlineData("A call was labelled as mandatory, but resulted in an Error.", RefusalReason.BadMandatory)]
    [InlineData("Transaction dispatch is mandatory; transactions must not be validated.", RefusalReason.MandatoryValidation)]
    [InlineData("Invalid signing address", RefusalReason.BadSigner)]
    [InlineData("The implicit data was unable to be calculated", RefusalReason.IndeterminateImplicit)]
    [InlineData("The transaction extension did not authorize any origin", RefusalReason.UnknownOrigin)]
    [InlineData("something else", RefusalReason.Other)]
    public void A_node_s_texts_are_understood(string data, RefusalReason reason)
    {
        Refusal refusal = Refusal.Read(1010, "Invalid Transaction", data);

        refusal.ShouldBe(new Refusal(reason, CustomCode: null, $"Invalid Transaction: {data}"));
    }

    [Theory]
    [InlineData(1010, "Invalid Transaction", "Custom error: 6")]
    [InlineData(1010, "{\"invalid\":{\"custom\":6}}", null)]
    public void The_chain_s_own_numbers_are_kept(int code, string message, string? data)
    {
        Refusal refusal = Refusal.Read(code, message, data);

        refusal.Reason.ShouldBe(RefusalReason.Custom);
        refusal.CustomCode.ShouldBe((byte)6);
        refusal.ToString().ShouldStartWith("Custom 6: ");
    }

    [Theory]
    [InlineData("{\"invalid\":{\"badProof\":null}}", RefusalReason.BadProof)]
    [InlineData("{\"invalid\":{\"stale\":null}}", RefusalReason.Stale)]
    [InlineData("{\"invalid\":{\"payment\":null}}", RefusalReason.Payment)]
    [InlineData("{\"Invalid\":{\"AncientBirthBlock\":null}}", RefusalReason.AncientBirthBlock)]
    [InlineData("{\"unknown\":{\"cannotLookup\":null}}", RefusalReason.UnknownValidity)]
    [InlineData("{\"invalid\":{\"brandNew\":null}}", RefusalReason.Other)]
    [InlineData("{broken", RefusalReason.Other)]
    [InlineData("{}", RefusalReason.Other)]
    public void Reasons_in_JSON_are_understood(string message, RefusalReason reason) =>
        Refusal.Read(1010, message, data: null).Reason.ShouldBe(reason);

    [Theory]
    [InlineData(1001, RefusalReason.BadFormat)]
    [InlineData(1002, RefusalReason.VerificationFailed)]
    [InlineData(1011, RefusalReason.UnknownValidity)]
    [InlineData(1012, RefusalReason.TemporarilyBanned)]
    [InlineData(1013, RefusalReason.AlreadyImported)]
    [InlineData(1014, RefusalReason.PriorityTooLow)]
    [InlineData(1015, RefusalReason.Cycle)]
    [InlineData(1016, RefusalReason.PoolFull)]
    [InlineData(1018, RefusalReason.Unactionable)]
    [InlineData(-32601, RefusalReason.Other)]
    public void Codes_are_understood(int code, RefusalReason reason) => Refusal.Read(code, "said", data: null).Reason.ShouldBe(reason);

    [Theory]
    [InlineData("{\"invalid\":7}")]
    [InlineData("{\"invalid\":{}}")]
    [InlineData("{\"invalid\":{\"custom\":\"6\"}}")]
    [InlineData("{\"invalid\":{\"custom\":256}}")]
    [InlineData("{\"invalid\":{\"x\\ud800\":null}}")]
    [InlineData("{\"a\":[],\"b\":{\"c\":{}}}")]
    public void Reasons_in_other_JSON_are_no_reason_to_fail(string message) =>
        Refusal.Read(1010, message, data: null).CustomCode.ShouldBeNull();
}
