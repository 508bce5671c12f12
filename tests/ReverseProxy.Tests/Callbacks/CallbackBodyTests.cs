using System.Text;
using ReverseProxy.Callbacks;

namespace ReverseProxy.Tests.Callbacks;

public class CallbackBodyTests
{
    [Theory]
    [InlineData("""{"callback_url":"https://a/b"}""", """{"callback_url":"NEW"}""", "https://a/b")]
    [InlineData("""{ "x" : [1,{"callback_url":"inner"}], "callback_url" : "https:\/\/a\u002fb" ,"y":"ü"}""", """{ "x" : [1,{"callback_url":"inner"}], "callback_url" : "NEW" ,"y":"ü"}""", "https://a/b")]
    [InlineData("""{"callback_url":"first","callback_url":"last"}""", """{"callback_url":"NEW","callback_url":"NEW"}""", "last")]
    [InlineData("""{"callback\u005furl":"https://a"}""", """{"callback\u005furl":"NEW"}""", "https://a")]
    public void Only_the_URL_changes(string json, string expected, string url)
    {
        byte[]? changed = CallbackBody.Replace(Encoding.UTF8.GetBytes(json), "NEW"u8, out string? found);

        Encoding.UTF8.GetString(changed!).ShouldBe(expected);
        found.ShouldBe(url);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("""["callback_url"]""")]
    [InlineData("""{"callback_url":null}""")]
    [InlineData("""{"callback_url":"a","callback_url":7}""")]
    [InlineData("""{"callback_url":"a" """)]
    [InlineData("""{"other":"a"}""")]
    public void What_names_no_URL_stays(string json) => CallbackBody.Replace(Encoding.UTF8.GetBytes(json), "NEW"u8, out _).ShouldBeNull();
}
