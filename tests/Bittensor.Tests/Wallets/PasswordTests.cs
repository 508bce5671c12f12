using System.Text;
using Bittensor.Wallets;
using CsCheck;

namespace Bittensor.Tests.Wallets;

public class PasswordTests
{
    [Theory]
    [InlineData("plain", null)]
    [InlineData("in side", null)]
    [InlineData("", null)]
    [InlineData(" front", "front")]
    [InlineData("back\n", "back")]
    [InlineData("\t both \r\n", "both")]
    [InlineData("\u00a0unicode\u2003", "unicode")]
    [InlineData(" пароль-🔑 ", "пароль-🔑")]
    [InlineData("  ", "")]
    public void White_space_around_a_password_can_be_left_out(string text, string? expected)
    {
        using Password password = Password.FromText(text);
        using Password? trimmed = password.Trimmed();

        (trimmed is null ? null : Encoding.UTF8.GetString(trimmed.Bytes)).ShouldBe(expected);
    }

    [Fact]
    public void Trimming_agrees_with_that_of_text() => Gen.String.Sample(text =>
    {
        text = text.Normalize();
        using Password password = Password.FromText(text);
        using Password? trimmed = password.Trimmed();

        Encoding.UTF8.GetString((trimmed ?? password).Bytes).ShouldBe(text.Trim());
    });

    [Fact]
    public void Text_and_its_bytes_are_one_password()
    {
        using Password text = Password.FromText("пароль-🔑");
        using Password bytes = Password.FromUtf8(Encoding.UTF8.GetBytes("пароль-🔑"));

        text.Bytes.ToArray().ShouldBe(bytes.Bytes.ToArray());
    }

    [Fact]
    public void What_is_no_text_is_no_password()
    {
        Should.Throw<ArgumentException>(() => Password.FromText("a\ud800"));
        Should.Throw<ArgumentException>(() => Password.FromUtf8([0xff]));
    }

    [Fact]
    public void A_password_says_nothing_of_itself()
    {
        using Password password = Password.FromText("secret");

        password.ToString().ShouldBe("password");
    }

    [Fact]
    public void A_disposed_password_is_gone()
    {
        Password password = Password.FromText("secret");
        password.Dispose();

        Should.Throw<ObjectDisposedException>(() => password.Bytes.Length);
        Should.Throw<ObjectDisposedException>(password.Copy);
    }
}
