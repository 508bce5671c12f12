using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bittensor.Wallets;
using CsCheck;

namespace Bittensor.Tests.Wallets;

/// <summary>With few rounds of derivation; the index of key files has tokens with all ten million.</summary>
public class FernetCipherTests
{
    private const int Rounds = 3;

    [Fact]
    public void Texts_of_every_length_come_back() => Gen.String[0, 100].Where(text => text == text.Normalize()).Sample(text =>
    {
        FernetCipher cipher = FernetCipher.Parse("hot", Token(Encoding.UTF8.GetBytes(text)), Rounds);
        using SecretBytes? decrypted = cipher.Decrypt("pw"u8);

        Encoding.UTF8.GetString(decrypted.ShouldNotBeNull().Span).ShouldBe(text);
        cipher.Decrypt("pW"u8).ShouldBeNull();
    });

    [Fact]
    public void Any_changed_character_is_noticed()
    {
        byte[] token = Token("text"u8.ToArray());
        Gen.Int[0, token.Length - 1].Sample(index =>
        {
            byte[] changed = [.. token];
            changed[index] = changed[index] == (byte)'B' ? (byte)'C' : (byte)'B';
            try
            {
                FernetCipher.Parse("hot", changed, Rounds).Decrypt("pw"u8).ShouldBeNull();
            }
            catch (WalletException exception)
            {
                exception.Failure.ShouldBe(WalletFailure.Corrupt);
            }
        });
    }

    [Fact]
    public void A_line_break_at_the_end_does_no_harm()
    {
        using SecretBytes? decrypted = FernetCipher.Parse("hot", [.. Token("text"u8.ToArray()), (byte)'\n'], Rounds).Decrypt("pw"u8);

        decrypted.ShouldNotBeNull().Span.ToArray().ShouldBe("text"u8.ToArray());
    }

    [Fact]
    public void A_token_that_was_cut_off_anywhere_is_corrupt()
    {
        byte[] token = Token("text"u8.ToArray());
        for (int length = FernetCipher.Magic.Length; length < token.Length - 3; length++)
        {
            Should.Throw<WalletException>(() => FernetCipher.Parse("hot", token.AsSpan(0, length), Rounds))
                .Failure.ShouldBe(WalletFailure.Corrupt);
        }
    }

    [Fact]
    public void A_text_that_is_not_padded_is_corrupt() =>
        Should.Throw<WalletException>(() => FernetCipher.Parse("hot", Token(new byte[16], PaddingMode.None), Rounds).Decrypt("pw"u8))
            .Failure.ShouldBe(WalletFailure.Corrupt);

    private static byte[] Token(byte[] text, PaddingMode padding = PaddingMode.PKCS7)
    {
        byte[] salt = "Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins"u8.ToArray();
        byte[] key = Rfc2898DeriveBytes.Pbkdf2("pw"u8, salt, Rounds, HashAlgorithmName.SHA256, 32);
        byte[] iv = SHA256.HashData(text)[..16];
        using Aes aes = Aes.Create();
        aes.Key = key[16..];
        byte[] signed = [0x80, 0, 0, 0, 0, 0x65, 0x53, 0xf1, 0, .. iv, .. aes.EncryptCbc(text, iv, padding)];
        return Encoding.ASCII.GetBytes(Base64Url.EncodeToString([.. signed, .. HMACSHA256.HashData(key[..16], signed)]));
    }
}
