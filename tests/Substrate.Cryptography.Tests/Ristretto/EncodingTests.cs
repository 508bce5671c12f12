using Substrate.Cryptography.Ristretto;

namespace Substrate.Cryptography.Tests.Ristretto;

public class EncodingTests
{
    /// <summary>RFC 9496, appendix A.1: the multiples 0 to 4 of the base point.</summary>
    private static readonly string[] Multiples =
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
        "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
        "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
        "da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57",
    ];

    [Fact]
    public void Multiples_of_the_base_point_are_those_of_the_standard()
    {
        EdwardsPoint point = EdwardsPoint.Identity;
        EdwardsAddend step = CurveConstants.Base.ToAddend();
        foreach (string multiple in Multiples)
        {
            byte[] encoding = new byte[32];
            RistrettoEncoding.Encode(point, encoding);

            Convert.ToHexStringLower(encoding).ShouldBe(multiple);
            RistrettoEncoding.TryDecode(encoding, out _).ShouldBeTrue();
            point.Add(ref step, 1);
        }
    }

    /// <summary>RFC 9496, appendix A.2, one of each kind: not canonical, negative, no square, negative xy, and s = −1, which gives y = 0.</summary>
    [Theory]
    [InlineData("00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371")]
    [InlineData("3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void A_string_that_stands_for_nothing_is_refused(string encoding) =>
        RistrettoEncoding.TryDecode(Convert.FromHexString(encoding), out _).ShouldBeFalse();
}
