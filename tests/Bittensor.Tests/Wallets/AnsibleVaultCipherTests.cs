using System.Text;
using Bittensor.Tests.Support;
using Bittensor.Wallets;
using CsCheck;

namespace Bittensor.Tests.Wallets;

public class AnsibleVaultCipherTests
{
    private static readonly byte[] Password = "pw"u8.ToArray();

    [Theory]
    [InlineData("ansible/hotkey_full_v1.1")]
    [InlineData("ansible/hotkey_full_v1.2_label")]
    public void Vaults_of_the_real_tool_open(string file)
    {
        KeyfileCase one = KeyfileCase.Of(file);
        using SecretBytes? json = AnsibleVaultCipher.Parse(one.Path, one.Read()).Decrypt(Encoding.UTF8.GetBytes(one.Password!));

        Encoding.UTF8.GetString(json.ShouldNotBeNull().Span).ShouldBe(one.Plaintext);
    }

    [Fact]
    public void Texts_of_every_length_come_back() => Gen.String[0, 100].Where(text => text == text.Normalize()).Sample(
        text =>
        {
            using SecretBytes? decrypted = AnsibleVaultCipher.Parse("hot", AnsibleVaultWriter.Encrypt(text, "pw")).Decrypt(Password);

            Encoding.UTF8.GetString(decrypted.ShouldNotBeNull().Span).ShouldBe(text);
        },
        iter: 20);

    [Fact]
    public void Any_changed_digit_is_noticed()
    {
        byte[] vault = AnsibleVaultWriter.Encrypt("text", "pw");
        Gen.Int["$ANSIBLE_VAULT;1.1;AES256\n".Length, vault.Length - 2].Sample(
            index =>
            {
                byte[] changed = [.. vault];
                changed[index] = changed[index] == (byte)'1' ? (byte)'2' : (byte)'1';
                try
                {
                    AnsibleVaultCipher.Parse("hot", changed).Decrypt(Password).ShouldBeNull();
                }
                catch (WalletException exception)
                {
                    exception.Failure.ShouldBe(WalletFailure.Corrupt);
                }
            },
            iter: 30);
    }

    [Theory]
    [InlineData("\n", "\r\n")]
    [InlineData("\n", "\n  ")]
    public void Line_ends_and_indents_of_editors_do_no_harm(string from, string to)
    {
        byte[] vault = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(AnsibleVaultWriter.Encrypt("text", "pw")).Replace(from, to));
        using SecretBytes? decrypted = AnsibleVaultCipher.Parse("hot", vault).Decrypt(Password);

        decrypted.ShouldNotBeNull().Span.ToArray().ShouldBe("text"u8.ToArray());
    }

    [Theory]
    [InlineData("$ANSIBLE_VAULT;1.0;AES")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256;label")]
    [InlineData("$ANSIBLE_VAULT;1.2;AES256")]
    [InlineData("$ANSIBLE_VAULT;2.0;AES256")]
    [InlineData("$ANSIBLE_VAULT")]
    public void Another_version_is_said_so(string header)
    {
        byte[] file = Encoding.ASCII.GetBytes(header + "\n3031");

        WalletException exception = Should.Throw<WalletException>(() => AnsibleVaultCipher.Parse("hot", file));

        exception.Failure.ShouldBe(WalletFailure.Unsupported);
        exception.Message.ShouldContain("1.1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("303")]
    [InlineData("zz")]
    [InlineData("30310a")]
    [InlineData("30310a30310a30310a30")]
    [InlineData("0a0a")]
    public void A_vault_without_its_three_parts_is_corrupt(string body) =>
        Should.Throw<WalletException>(() => AnsibleVaultCipher.Parse("hot", Encoding.ASCII.GetBytes("$ANSIBLE_VAULT;1.1;AES256\n" + body)))
            .Failure.ShouldBe(WalletFailure.Corrupt);

    [Theory]
    [InlineData("fifteen bytes..\0")]
    [InlineData("fifteen bytes..\u0011")]
    [InlineData("fourteen bytes\u0001\u0003")]
    public void A_text_that_is_not_padded_is_corrupt(string text)
    {
        AnsibleVaultCipher cipher = AnsibleVaultCipher.Parse("hot", AnsibleVaultWriter.Encrypt(text, "pw", pad: false));

        WalletException exception = Should.Throw<WalletException>(() => cipher.Decrypt(Password));

        exception.Failure.ShouldBe(WalletFailure.Corrupt);
        exception.Message.ShouldContain("the password is right");
    }
}
