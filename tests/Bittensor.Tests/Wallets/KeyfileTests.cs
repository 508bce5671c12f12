using System.Text;
using Bittensor.Tests.Support;
using Bittensor.Wallets;
using CsCheck;

namespace Bittensor.Tests.Wallets;

public class KeyfileTests
{
    private const string Seed = "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
    private const string Alice = TemporaryWallets.Hotkey;
    private const string Phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
    private const string OfPhrase = TemporaryWallets.Coldkey;
    private const string PrivateKey =
        "33a6f3093f158a7109f679410bef1a0c54168145e0cecb4df006c1c2fffb1f09925a225d97aa00682d6a59b95b18780c10d7032336e88f3442b42361f4a66011";

    private static readonly string[] Beginnings = ["", "$NACL", "$ANSIBLE_VAULT;1.1;AES256\n", "gAAAAA", "{\"secretSeed\":\""];

    [Theory]
    [InlineData("bad/empty_file", WalletFailure.Corrupt, "is empty")]
    [InlineData("bad/utf8_bom", WalletFailure.Corrupt, "byte-order mark")]
    [InlineData("bad/truncated_json", WalletFailure.Corrupt, "no valid JSON from line 1, byte 514")]
    [InlineData("bad/not_utf8", WalletFailure.NotAKeyfile, "no key file")]
    [InlineData("bad/json_array", WalletFailure.NotAKeyfile, "neither a JSON object")]
    [InlineData("bad/empty_object", WalletFailure.NotAKeyfile, "names no key")]
    [InlineData("bad/all_null", WalletFailure.NotAKeyfile, "names no key")]
    [InlineData("bad/hotkey_seed_31bytes", WalletFailure.Corrupt, "its secretSeed cannot be used: a secret has 32 bytes (a seed) or 64")]
    [InlineData("bad/hotkey_seed_33bytes", WalletFailure.Corrupt, "not 33")]
    [InlineData("bad/hotkey_seed_oddhex", WalletFailure.Corrupt, "half a byte")]
    [InlineData("bad/hotkey_seed_nothex", WalletFailure.Corrupt, "no hex digit")]
    [InlineData("bad/hotkey_phrase_badchecksum", WalletFailure.Corrupt, "its secretPhrase cannot be used: the phrase's checksum is wrong")]
    [InlineData("bad/hotkey_phrase_unknownword", WalletFailure.Corrupt, "word 12 of the phrase")]
    [InlineData("bad/hotkey_phrase_11words", WalletFailure.Corrupt, "not 11")]
    [InlineData("bad/hotkey_privatekey_ed25519form", WalletFailure.Corrupt, "form of polkadot-js")]
    [InlineData("bad/coldkeypub_bad_checksum.txt", WalletFailure.Corrupt, "its ss58Address is no key: its checksum is wrong")]
    [InlineData("bad/hotkey_seed_vs_phrase_mismatch", WalletFailure.Contradictory, $"gives {OfPhrase}, but its secretSeed gives {Alice}")]
    [InlineData("nacl/wrong_magic", WalletFailure.NotAKeyfile, "nor begins as an encrypted one")]
    [InlineData("nacl/magic_only", WalletFailure.Corrupt, "cut off: it has 5 bytes")]
    [InlineData("nacl/truncated_in_nonce", WalletFailure.Corrupt, "cut off: it has 15 bytes")]
    [InlineData("nacl/truncated_in_tag", WalletFailure.Corrupt, "cut off: it has 37 bytes")]
    [InlineData("fernet/wrong_magic", WalletFailure.NotAKeyfile, "no key file")]
    [InlineData("fernet/truncated", WalletFailure.Corrupt, "Fernet token) was cut off")]
    [InlineData("ansible/truncated", WalletFailure.Corrupt, "Ansible Vault was cut off")]
    public void What_is_wrong_with_a_file_is_said_without_a_password(string file, WalletFailure failure, string said)
    {
        KeyfileCase one = KeyfileCase.Of(file);

        WalletException exception = Should.Throw<WalletException>(() => Keyfile.Parse(one.Path, one.Read()).Open().Dispose());

        exception.Failure.ShouldBe(failure);
        exception.Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("plain/hotkey_full_rust")]
    [InlineData("plain/hotkey_full_python")]
    [InlineData("plain/hotkey_extra_fields")]
    [InlineData("plain/coldkeypub.txt")]
    [InlineData("plain/coldkeypub_raw_hex.txt")]
    [InlineData("plain/coldkeypub_ss58_prefix0.txt", WalletWarningKind.ForeignAddressPrefix)]
    [InlineData("bad/coldkeypub_custom_prefix2007.txt", WalletWarningKind.ForeignAddressPrefix)]
    [InlineData("bad/hotkey_number_value", WalletWarningKind.UnreadableElsewhere)]
    [InlineData(
        "bad/hotkey_ss58_mismatch",
        WalletWarningKind.StatedKeyDiffers,
        WalletWarningKind.StatedKeyDiffers,
        WalletWarningKind.StatedKeyDiffers)]
    public void What_is_odd_about_a_file_is_warned_about(string file, params WalletWarningKind[] kinds)
    {
        KeyfileCase one = KeyfileCase.Of(file);
        using Keyfile keyfile = Keyfile.Parse(one.Path, one.Read());
        using KeyfileKey key = keyfile.Open();

        key.Warnings.Select(warning => warning.Kind).ShouldBe(kinds);
        key.Warnings.ShouldAllBe(warning => warning.Path == one.Path && warning.Message.StartsWith(one.Path + ": "));
    }

    [Theory]
    [InlineData($$"""{"secretSeed":"0x0x{{Seed}}"}""")]
    [InlineData($$"""{"secretSeed":"{{Seed}}","privateKey":"0x{{PrivateKey}}","ss58Address":"{{Alice}}"}""")]
    [InlineData($$"""{"secretSeed":"0x{{PrivateKey}}"}""")]
    [InlineData($$"""{"privateKey":"{{Seed}}"}""")]
    [InlineData($$"""{"secret\u0053eed":"\u0030x{{Seed}}"}""")]
    [InlineData($$"""{"secretPhrase":null,"secretSeed":"{{Seed}}"}""")]
    [InlineData("{\r\n\t\"secretSeed\" : \"0x" + Seed + "\"\r\n}\r\n")]
    public void Ways_to_write_one_seed(string json) => AccountOf(json).ShouldBe(Alice);

    [Theory]
    [InlineData($$"""{"secretPhrase":"{{Phrase}}"}""")]
    [InlineData("""{"secretPhrase":" bottom drive obey  lake curtain smoke\tbasket hold race lonely fit walk\n"}""")]
    public void Ways_to_write_one_phrase(string json) => AccountOf(json).ShouldBe(OfPhrase);

    [Theory]
    [InlineData($$"""{"secretPhrase":"{{Phrase}}","privateKey":"0x{{PrivateKey}}"}""", WalletWarningKind.SecretDiffers, OfPhrase)]
    [InlineData($$"""{"secretSeed":"{{Seed}}","privateKey":"0x00"}""", WalletWarningKind.SecretUnusable, Alice)]
    [InlineData($$"""{"secretSeed":"0xP01a!","secretPhrase":"{{Phrase}}"}""", WalletWarningKind.SecretUnusable, OfPhrase)]
    [InlineData($$"""{"secretSeed":"{{Seed}}","ss58Address":"nobody"}""", WalletWarningKind.StatedKeyUnusable, Alice)]
    [InlineData($$"""{"secretSeed":"{{Seed}}","ss58Address":"пять"}""", WalletWarningKind.StatedKeyUnusable, Alice)]
    [InlineData($$"""{"secretSeed":"{{Seed}}","accountId":"0x12"}""", WalletWarningKind.StatedKeyUnusable, Alice)]
    [InlineData($$"""{"secretSeed":"{{Seed}}","more":{"ss58Address":[1,2] } }""", WalletWarningKind.UnreadableElsewhere, Alice)]
    public void A_part_that_no_tool_uses_only_earns_a_warning(string json, WalletWarningKind kind, string account)
    {
        using Keyfile keyfile = Keyfile.Parse("hot", Encoding.UTF8.GetBytes(json));
        using KeyfileKey key = keyfile.Open();

        key.Account.ToString().ShouldBe(account);
        key.Warnings.ShouldHaveSingleItem().Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData($$"""{"secretPhrase":"","secretSeed":"{{Seed}}"}""", "secretPhrase")]
    [InlineData($$"""{"secretSeed":"{{Seed}}","secretSeed":"{{Seed}}"}""", "secretSeed twice")]
    [InlineData($$"""{"secretSeed":17}""", "secretSeed is not a text")]
    [InlineData($$"""{"secretSeed":"{{Seed}}"} {}""", "no valid JSON from line 1, byte 83")]
    [InlineData($$"""{"secretSeed":"{{Seed}}",}""", "no valid JSON")]
    [InlineData($$"""{"secretSeed":"\ud800"}""", "escape")]
    [InlineData($$"""{"secretSeed":"\x12"}""", "no valid JSON")]
    [InlineData("   \n", "empty")]
    [InlineData("0x", "its publicKey is no key")]
    [InlineData("0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27g", "its publicKey is no key")]
    [InlineData("""{"ss58Address":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQYxxx"}""", "too long")]
    public void What_cannot_be_one_key_is_refused(string json, string said)
    {
        using Keyfile keyfile = Keyfile.Parse("hot", Encoding.UTF8.GetBytes(json));

        WalletException exception = Should.Throw<WalletException>(() => keyfile.Open().Dispose());

        exception.Failure.ShouldBe(WalletFailure.Corrupt);
        exception.Message.ShouldContain(said);
        exception.ToString().ShouldNotContain(Seed[8..24]);
    }

    [Fact]
    public void Whatever_a_file_holds_is_a_key_or_a_reason()
    {
        byte[] whole = KeyfileCase.Of("plain/hotkey_full_rust").Read();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]).Sample((index, value, length) =>
        {
            byte[] changed = whole[..length];
            if (index < length)
            {
                changed[index] = value;
            }

            try
            {
                using Keyfile keyfile = Keyfile.Parse("hot", changed);
                using KeyfileKey key = keyfile.Open();
            }
            catch (WalletException exception)
            {
                exception.Message.ShouldStartWith("hot: ");
            }
        });
    }

    [Fact]
    public void Whatever_bytes_a_file_holds_do_no_harm() =>
        Gen.Select(Gen.Int[0, Beginnings.Length - 1], Gen.Byte.Array[0, 200]).Sample(
            (beginning, rest) =>
            {
                try
                {
                    using Keyfile keyfile = Keyfile.Parse("hot", [.. Encoding.ASCII.GetBytes(Beginnings[beginning]), .. rest]);
                    if (keyfile.Encryption == KeyfileEncryption.None)
                    {
                        keyfile.Open().Dispose();
                    }
                }
                catch (WalletException exception)
                {
                    exception.Message.ShouldStartWith("hot: ");
                }
            });

    [Fact]
    public void A_plain_file_takes_no_password_and_an_encrypted_one_does()
    {
        using Keyfile plain = Keyfile.Parse("hot", KeyfileCase.Of("plain/hotkey_seed_only").Read());
        using Keyfile encrypted = Keyfile.Parse("hot", KeyfileCase.Of("ansible/hotkey_full_v1.1").Read());

        Should.Throw<InvalidOperationException>(() => plain.Decrypt("x"u8));
        Should.Throw<InvalidOperationException>(() => encrypted.Open());
    }

    [Fact]
    public void A_public_file_gives_its_address_and_never_its_secret()
    {
        string json = $$"""{"secretSeed":"{{Seed}}","ss58Address":"{{OfPhrase}}"}""";
        using Keyfile keyfile = Keyfile.Parse("coldkeypub.txt", Encoding.UTF8.GetBytes(json));
        using KeyfileKey key = keyfile.OpenPublic();

        key.Account.ToString().ShouldBe(OfPhrase);
        key.Pair.ShouldBeNull();
        key.Warnings.ShouldHaveSingleItem().Kind.ShouldBe(WalletWarningKind.PublicFileHoldsSecret);
    }

    [Fact]
    public void A_public_file_is_not_encrypted()
    {
        using Keyfile keyfile = Keyfile.Parse("coldkeypub.txt", KeyfileCase.Of("nacl/coldkey_unicode_pw").Read());

        Should.Throw<WalletException>(keyfile.OpenPublic).Failure.ShouldBe(WalletFailure.NotAKeyfile);
    }

    private static string AccountOf(string json)
    {
        using Keyfile keyfile = Keyfile.Parse("hot", Encoding.UTF8.GetBytes(json));
        using KeyfileKey key = keyfile.Open();
        key.Pair.ShouldNotBeNull();
        key.Warnings.ShouldBeEmpty();
        return key.Account.ToString();
    }
}
