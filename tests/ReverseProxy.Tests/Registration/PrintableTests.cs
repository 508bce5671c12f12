using CsCheck;
using ReverseProxy.Registration;

namespace ReverseProxy.Tests.Registration;

public class PrintableTests
{
    [Theory]
    [InlineData("13.89.38.129:9999", "13.89.38.129:9999")]
    [InlineData("\u001b[2J\r\n\t\0", @"\x1b[2J\x0d\x0a\x09\x00")]
    [InlineData("\u0080\u009b\u00ff\u007f", @"\x80\x9b\xff\x7f")]
    [InlineData("\u202eevil\u2028", @"\u202eevil\u2028")]
    [InlineData(@"\x1b", @"\\x1b")]
    [InlineData("[red]", "[red]")]
    public void What_could_move_the_cursor_or_turn_the_text_is_spelt_out(string text, string shown) => Printable.Of(text).ShouldBe(shown);

    [Fact]
    public void Nothing_but_printable_ASCII_is_left_and_no_two_texts_look_the_same() => Gen.Select(Gen.String, Gen.String).Sample((first, second) =>
    {
        Printable.Of(first).ShouldAllBe(character => character >= ' ' && character <= '~');
        return (first == second) == (Printable.Of(first) == Printable.Of(second));
    });
}
