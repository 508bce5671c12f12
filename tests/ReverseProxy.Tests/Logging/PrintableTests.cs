using CsCheck;
using ReverseProxy.Logging;

namespace ReverseProxy.Tests.Logging;

public class PrintableTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("/inference", "/inference")]
    [InlineData("Grüße, 你好 …", "Grüße, 你好 …")]
    [InlineData("a\u001b[2J\r\nb\u009b\u007f", "a?[2J??b??")]
    [InlineData("\u202eevil\u2066\u2028\u2029\u00ad", "?evil????")]
    public void On_one_line_what_could_move_the_cursor_or_turn_the_text_is_marked(string? text, string shown) => Printable.Line(text).ShouldBe(shown);

    [Fact]
    public void Pairs_and_halves_of_pairs_are_marked() => Printable.Line("\ud83d\ude00 " + '\ud83d').ShouldBe("?? ?");

    [Fact]
    public void A_line_is_cut_where_it_gets_long()
    {
        Printable.Line(new('a', 120)).ShouldBe(new('a', 120));
        Printable.Line(new('a', 121)).ShouldBe(new string('a', 120) + "…");
        Printable.Line("a\nbcd", 3).ShouldBe("a?b…");
        Printable.Line(new('a', 9_999), int.MaxValue).Length.ShouldBe(9_999);
    }

    [Fact]
    public void Lines_stay_lines() => Printable.Lines("{\n \u001b[2J\r\n}").ShouldBe("{\n ?[2J?\n}");

    [Fact]
    public void Nothing_but_harmless_characters_is_left() =>
        Gen.String.Sample(text => Printable.Line(text).All(Printable.IsHarmless) && Printable.Lines(text).All(character => character is '\n' || Printable.IsHarmless(character)));

    [Theory]
    [InlineData("13.89.38.129:9999", "13.89.38.129:9999")]
    [InlineData("\u001b[2J\r\n\t\0", @"\x1b[2J\x0d\x0a\x09\x00")]
    [InlineData("\u0080\u009b\u00ff\u007f", @"\x80\x9b\xff\x7f")]
    [InlineData("\u202eevil\u2028", @"\u202eevil\u2028")]
    [InlineData(@"\x1b", @"\\x1b")]
    [InlineData("[red]", "[red]")]
    public void Escaped_what_could_move_the_cursor_or_turn_the_text_is_spelt_out(string text, string shown) => Printable.Escaped(text).ShouldBe(shown);

    [Fact]
    public void Escaped_nothing_but_printable_ASCII_is_left_and_no_two_texts_look_the_same() => Gen.Select(Gen.String, Gen.String).Sample((first, second) =>
    {
        Printable.Escaped(first).ShouldAllBe(character => character >= ' ' && character <= '~');
        return (first == second) == (Printable.Escaped(first) == Printable.Escaped(second));
    });
}
