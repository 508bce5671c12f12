using System.Text;
using Bittensor.Tests.Support;
using Bittensor.Wallets;
using Fixtures;

namespace Bittensor.Tests.Wallets;

[Collection(HalfAGigabyte.Name)]
public class NaClCipherTests
{
    private const string File = "nacl/hotkey_full_ascii_pw";

    [Theory]
    [InlineData(0L)]
    [InlineData((512L * 1024 * 1024) - 1)]
    [InlineData(520L * 1024 * 1024)]
    public void Too_little_memory_is_said_before_it_is_taken(long available)
    {
        KeyfileCase one = KeyfileCase.Of(File);
        NaClCipher cipher = NaClCipher.Parse(one.Path, one.Read(), () => available);

        WalletException exception = Should.Throw<WalletException>(() => cipher.Decrypt("x"u8));

        exception.Failure.ShouldBe(WalletFailure.NotEnoughMemory);
        exception.Message.ShouldContain($"only {available / 1024 / 1024} MiB are free");
        exception.Message.ShouldContain("512 MiB");
    }

    [Fact]
    public void Where_the_system_does_not_say_how_much_memory_there_is_it_is_tried()
    {
        KeyfileCase one = KeyfileCase.Of(File);
        using SecretBytes? json = NaClCipher.Parse(one.Path, one.Read(), () => null).Decrypt(Encoding.UTF8.GetBytes(one.Password!));

        Encoding.UTF8.GetString(json.ShouldNotBeNull().Span).ShouldBe(one.Plaintext);
    }

    [Fact]
    public void Memory_that_the_system_refuses_is_a_failure_and_no_key() =>
        Argon2i.TryDerive("x"u8, new byte[32], memoryBytes: long.MaxValue).ShouldBeFalse();

    [Fact]
    public void A_key_is_that_of_another_implementation()
    {
        KeyfileCase one = KeyfileCase.Of("nacl/hotkey_seed_only_short_pw");
        byte[] key = new byte[Argon2i.KeyLength];

        Argon2i.TryDerive(Encoding.UTF8.GetBytes(one.Password!), key).ShouldBeTrue();

        key.ShouldBe(HexText.Bytes("eb552040bf91f30846682ebe3183409974a5864e69dfd025cf21f9a98d97fb06"));
    }

    [Fact]
    public void A_line_break_at_the_end_is_found_out()
    {
        KeyfileCase one = KeyfileCase.Of("nacl/trailing_newline");
        NaClCipher cipher = NaClCipher.Parse(one.Path, one.Read());

        WalletException exception = Should.Throw<WalletException>(() => cipher.Decrypt(Encoding.UTF8.GetBytes(one.Password!)));

        exception.Failure.ShouldBe(WalletFailure.Corrupt);
        exception.Message.ShouldContain("the password is right");
        exception.Message.ShouldContain("truncate -s -1");
    }
}
