using System.Text.Json;
using CsCheck;
using Fixtures;
using Substrate.Client.Extrinsics;
using Substrate.Client.Metadata;
using Substrate.Client.Tests.Metadata;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Extrinsics;

public class EraTests
{
    public static TheoryData<string> Vectors { get; } = new(
        Repository.Json("vectors", "scale.json").RootElement.GetProperty("eras").EnumerateArray().Select(era => era.GetRawText()));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Eras_are_the_reference_s(string vector)
    {
        JsonElement expected = JsonDocument.Parse(vector).RootElement;
        byte[] bytes = expected.Bytes("hex");
        Era.TryDecode(bytes, out Era decoded).ShouldBeTrue();
        if (expected.TryGetProperty("immortal", out _))
        {
            decoded.ShouldBe(Era.Immortal);
            Era.Immortal.Encode().ShouldBe(bytes);
            return;
        }

        ulong current = expected.GetProperty("current").GetUInt64();
        Era era = Era.Mortal(current, expected.GetProperty("period").GetUInt64());

        era.Encode().ShouldBe(bytes);
        decoded.ShouldBe(era);
        era.Period.ShouldBe(expected.GetProperty("decodedPeriod").GetUInt64());

        // The reference keeps all bits of the phase of what it was given; the chain sees the twelve that are encoded.
        ulong lost = expected.GetProperty("decodedPhase").GetUInt64() - era.Phase;
        lost.ShouldBeLessThan(Math.Max(era.Period >> 12, 1));
        era.Birth(current).ShouldBe(expected.GetProperty("birth").GetUInt64() - lost);
        era.Death(current).ShouldBe(expected.GetProperty("death").GetUInt64() - lost);
    }

    [Fact]
    public void Any_block_within_an_era_leads_to_its_birth_block() =>
        Gen.Select(Gen.ULong[0, 1UL << 40], Gen.ULong[0, 1UL << 17], Gen.ULong[0, 1UL << 16]).Sample((current, period, later) =>
        {
            Era era = Era.Mortal(current, period);
            ulong birth = era.Birth(current);
            return birth <= current
                && current - birth < Math.Max(era.Period >> 12, 1)
                && era.Birth(birth + (later % era.Period)) == birth
                && era.Death(current) == birth + era.Period
                && Era.TryDecode(era.Encode(), out Era again)
                && again == era;
        });

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("01")]
    [InlineData("1000")]
    [InlineData("4100")]
    [InlineData("050400")]
    [InlineData("0504")]
    public void Bytes_that_are_no_era_are_refused(string hex) => Era.TryDecode(HexText.Bytes(hex), out _).ShouldBeFalse();

    [Fact]
    public void An_era_is_the_same_through_the_metadata_of_a_runtime()
    {
        TypeRegistry types = RealMetadata.Parse(RealMetadata.Finney393).Types;
        uint id = types.Find("sp_runtime::generic::era::Era").ShouldNotBeNull().Id;

        foreach (ulong current in new ulong[] { 0, 1, 7_000_000, 7_000_127, 100_000 })
        {
            foreach (ulong period in new ulong[] { 4, 64, 128, 4096, 65536 })
            {
                Era era = Era.Mortal(current, period);
                ValueWriter.Encode(types, id, era.ToValue(), "era").ShouldBe(era.Encode());
            }
        }

        ValueWriter.Encode(types, id, Era.Immortal.ToValue(), "era").ShouldBe([0]);
        Should.Throw<MetadataException>(() => types[100_000]);
    }
}
