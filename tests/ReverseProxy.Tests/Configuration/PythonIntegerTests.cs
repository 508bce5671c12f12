using System.Text.Json;
using ReverseProxy.Configuration;

namespace ReverseProxy.Tests.Configuration;

public class PythonIntegerTests
{
    [Theory]
    [InlineData("8000", 8000)]
    [InlineData(" +8_000\n", 8000)]
    [InlineData("-5", -5)]
    [InlineData("0007", 7)]
    [InlineData("٣٣", 33)]
    [InlineData("99999999999999999999999999999999999999999999999999", long.MaxValue)]
    [InlineData("-99999999999999999999999999999999999999999999999999", -long.MaxValue)]
    public void Texts_that_Python_takes_are_taken(string text, long expected)
    {
        PythonInteger.TryParse(text, out long value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1__0")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("+ 1")]
    [InlineData("12a")]
    public void Texts_that_it_does_not_are_not(string text) => PythonInteger.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("8000.9", 8000)]
    [InlineData("-8000.9", -8000)]
    [InlineData("1e30", long.MaxValue)]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    [InlineData("\"9_0\"", 90)]
    public void Values_convert_as_in_Python(string json, long expected)
    {
        PythonInteger.TryConvert(JsonDocument.Parse(json).RootElement, out long value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("\"abc\"")]
    public void Others_do_not(string json) => PythonInteger.TryConvert(JsonDocument.Parse(json).RootElement, out _).ShouldBeFalse();
}
