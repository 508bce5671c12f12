using System.Text;
using CsCheck;
using ReverseProxy.Configuration;

namespace ReverseProxy.Tests.Configuration;

public class PythonJsonTests
{
    [Theory]
    [InlineData("""{"x": NaN, "y": 1}""")]
    [InlineData("""{"x": -Infinity, "y": 1}""")]
    [InlineData("""{"x": [Infinity, NaN], "y": 1}""")]
    [InlineData("""{"x": "NaN \" Infinity \\", "y": 1}""")]
    public void Pythons_numbers_that_are_none_do_no_harm_where_nobody_reads_them(string text) =>
        PythonJson.Parse(Encoding.UTF8.GetBytes(text)).Member("y")!.Value.GetInt32().ShouldBe(1);

    [Fact]
    public void Texts_that_look_like_them_stay_as_they_are() =>
        PythonJson.Parse("""{"x":"-Infinity and \\\"NaN\\\""}"""u8).Member("x")!.Value.GetString().ShouldBe("-Infinity and \\\"NaN\\\"");

    [Theory]
    [InlineData("{\n  \"a\": 1,\n}", "line 3, column 1")]
    [InlineData("{", "line 1")]
    [InlineData("", "line 1")]
    public void A_fault_is_told_with_its_place(string text, string place) =>
        Should.Throw<FormatException>(() => PythonJson.Parse(Encoding.UTF8.GetBytes(text))).Message.ShouldContain(place);

    [Fact]
    public void Any_bytes_are_JSON_or_a_FormatException() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            try
            {
                _ = PythonJson.Parse(bytes);
            }
            catch (FormatException)
            {
                // That is the contract.
            }
        });
}
