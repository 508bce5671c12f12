using System.Text.Json;
using CsCheck;
using Fixtures;
using Substrate.Cryptography.Hashing;
using Substrate.Cryptography.Ss58;

namespace Substrate.Cryptography.Tests.Ss58;

public class Ss58AddressTests
{
    private const string Alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    private static readonly JsonElement Vectors = Repository.Json("vectors", "ss58.json").RootElement;

    private static readonly Gen<AccountId> Accounts = Gen.Byte.Array[AccountId.Length].Select(bytes => AccountId.FromBytes(bytes));

    public static TheoryData<string, ushort, string> Valid { get; } = new(Of("valid").Select(v =>
        new TheoryDataRow<string, ushort, string>(v.Text("address")!, v.GetProperty("prefix").GetUInt16(), v.Text("publicKey")!)));

    public static TheoryData<string, string> Refused { get; } = new(Of("invalid").Concat(Of("arguable"))
        .Select(v => new TheoryDataRow<string, string>(v.Text("why")!, v.Text("address")!)));

    [Fact]
    public void All_82_vectors_are_used()
    {
        Valid.Count.ShouldBe(45);
        Refused.Count.ShouldBe(24 + 13);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_address_gives_its_key_and_prefix(string address, ushort prefix, string publicKey)
    {
        Ss58Address.TryDecode(address, out AccountId account, out ushort decoded, out Ss58Error error).ShouldBeTrue();

        error.ShouldBe(Ss58Error.None);
        decoded.ShouldBe(prefix);
        account.ToArray().ShouldBe(HexText.Bytes(publicKey));
        Ss58Address.Encode(account, prefix).ShouldBe(address);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Whatever_is_not_the_canonical_address_of_an_account_is_refused(string why, string address)
    {
        Ss58Address.TryDecode(address, out AccountId account, out ushort prefix, out Ss58Error error).ShouldBeFalse(why);

        account.ShouldBe(default);
        prefix.ShouldBe((ushort)0);
        error.ShouldNotBe(Ss58Error.None);
    }

    [Theory]
    [InlineData("", Ss58Error.WrongLength)]
    [InlineData("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQ", Ss58Error.WrongLength)]
    [InlineData(" 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", Ss58Error.InvalidCharacter)]
    [InlineData("5GrwvaEF5zXbO6Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", Ss58Error.InvalidCharacter)]
    [InlineData("5moFDXwG1SuDoPHJgX1XhiqZJXvMWLSRKMUBGopt7ZEmKmWa", Ss58Error.ReservedPrefix)]
    [InlineData("LEwthPSijdicStwa1iZyTPQB1tezTujtfjoDUv5YFYTU8YBX", Ss58Error.ReservedPrefix)]
    [InlineData("Zp5wgt7iipcBBD8qrDbgQerUy6vWeg3np21675SE43SmZaPo9", Ss58Error.NonCanonicalPrefix)]
    [InlineData("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX", Ss58Error.WrongChecksum)]
    public void The_error_says_what_is_wrong(string address, Ss58Error expected)
    {
        Ss58Address.TryDecode(address, out _, out _, out Ss58Error error).ShouldBeFalse();

        error.ShouldBe(expected);
    }

    [Fact]
    public void Every_prefix_comes_back_and_only_46_and_47_are_refused()
    {
        AccountId account = AccountId.Parse(Alice);
        for (int prefix = 0; prefix <= ushort.MaxValue; prefix += prefix < 16400 ? 1 : 4096)
        {
            if (prefix is 46 or 47 or > 16383)
            {
                Should.Throw<ArgumentOutOfRangeException>(() => Ss58Address.Encode(account, (ushort)prefix));
                continue;
            }

            string text = Ss58Address.Encode(account, (ushort)prefix);
            Ss58Address.TryDecode(text, out AccountId decoded, out ushort decodedPrefix, out _).ShouldBeTrue();
            decoded.ShouldBe(account);
            decodedPrefix.ShouldBe((ushort)prefix);
        }
    }

    [Fact]
    public void Any_account_comes_back_from_any_prefix() =>
        Gen.Select(Accounts, Gen.UShort[0, 16383]).Where((_, prefix) => prefix is not (46 or 47)).Sample((account, prefix) =>
        {
            Span<char> text = stackalloc char[Ss58Address.MaxLength];
            int length = Ss58Address.Encode(account, prefix, text);

            Ss58Address.TryDecode(text[..length], out AccountId decoded, out ushort decodedPrefix, out _).ShouldBeTrue();
            decoded.ShouldBe(account);
            decodedPrefix.ShouldBe(prefix);
        });

    [Fact]
    public void A_reserved_prefix_is_refused_even_with_a_right_checksum()
    {
        foreach (byte prefix in (byte[])[46, 47])
        {
            Ss58Address.TryDecode(AddressOf([prefix, .. AccountId.Parse(Alice).ToArray()]), out _, out _, out Ss58Error error)
                .ShouldBeFalse();
            error.ShouldBe(Ss58Error.ReservedPrefix);
        }
    }

    [Fact]
    public void One_other_character_anywhere_is_refused()
    {
        for (int index = 0; index < Alice.Length; index++)
        {
            foreach (char character in "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
            {
                char[] text = Alice.ToCharArray();
                text[index] = character;

                AccountId.TryParse(text, out _).ShouldBe(Alice[index] == character, new string(text));
            }
        }
    }

    [Fact]
    public void Decoding_does_not_allocate_not_even_for_a_text_of_a_megabyte()
    {
        string absurd = new('5', 1 << 20);
        Allocations.Least(Decode).ShouldBe(0);

        void Decode()
        {
            Ss58Address.TryDecode(Alice, out _, out _, out _);
            Ss58Address.TryDecode(absurd, out _, out _, out _);
        }
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused() =>
        Should.Throw<ArgumentException>(() => Ss58Address.Encode(AccountId.Parse(Alice), 42, new char[47]));

    private static JsonElement[] Of(string name) => [.. Vectors.GetProperty(name).EnumerateArray()];

    private static string AddressOf(byte[] prefixAndAccount)
    {
        byte[] checksum = Blake2b.Hash([.. "SS58PRE"u8, .. prefixAndAccount], 64);
        Span<char> text = stackalloc char[Base58.MaxTextLength];
        return new string(text[..Base58.Encode([.. prefixAndAccount, .. checksum.AsSpan(0, 2)], text)]);
    }
}
