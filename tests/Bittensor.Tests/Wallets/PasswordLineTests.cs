using System.Text;
using Bittensor.Tests.Support;
using Bittensor.Wallets;
using CsCheck;

namespace Bittensor.Tests.Wallets;

public class PasswordLineTests
{
    [Theory]
    [InlineData("abc\r", "abc")]
    [InlineData("abc\n", "abc")]
    [InlineData("\r", "")]
    [InlineData("abx\bc\r", "abc")]
    [InlineData("abx\u007fc\r", "abc")]
    [InlineData("\b\babc\r", "abc")]
    [InlineData("wrong\u0015abc\r", "abc")]
    [InlineData("a🔑\bbc\r", "abc")]
    [InlineData("пароль-密码-🔑\r", "пароль-密码-🔑")]
    [InlineData("a\u001b\0\u0001bc\r", "abc")]
    [InlineData("abc\u0004\r", "abc")]
    [InlineData(" a c \r", " a c ")]
    public void Keys_make_a_password(string keys, string expected)
    {
        using PasswordLine line = new();
        keys[..^1].ShouldAllBe(key => !line.Press(PasswordKeys.Of(key)));
        line.Press(PasswordKeys.Of(keys[^1])).ShouldBeTrue();
        using Password password = line.ToPassword();

        Encoding.UTF8.GetString(password.Bytes).ShouldBe(expected);
    }

    [Fact]
    public void Enter_ends_whatever_character_it_gives()
    {
        using PasswordLine line = new();

        line.Press(PasswordKeys.Of(ConsoleKey.LeftArrow)).ShouldBeFalse();
        line.Press(PasswordKeys.Of(ConsoleKey.Enter)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("\u0003")]
    [InlineData("abc\u0003")]
    [InlineData("\u0004")]
    [InlineData("a\b\u0004")]
    public void Ctrl_C_and_the_end_of_input_cancel(string keys)
    {
        using PasswordLine line = new();
        foreach (char key in keys[..^1])
        {
            line.Press(PasswordKeys.Of(key));
        }

        Should.Throw<OperationCanceledException>(() => line.Press(PasswordKeys.Of(keys[^1])));
    }

    [Fact]
    public void A_password_of_any_length_is_kept_whole() => Gen.Char['!', '~'].Array[0, 1000].Sample(
        characters =>
        {
            using PasswordLine line = new();
            foreach (char character in characters)
            {
                line.Press(PasswordKeys.Of(character));
            }

            using Password password = line.ToPassword();
            Encoding.ASCII.GetString(password.Bytes).ShouldBe(new string(characters));
        },
        iter: 30);
}
