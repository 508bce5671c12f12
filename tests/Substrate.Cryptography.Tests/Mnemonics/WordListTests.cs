using System.Security.Cryptography;
using System.Text;
using Substrate.Cryptography.Mnemonics;

namespace Substrate.Cryptography.Tests.Mnemonics;

public class WordListTests
{
    private static readonly string[] Words = [.. Enumerable.Range(0, WordList.Count).Select(WordList.Word)];

    [Fact]
    public void The_list_is_the_one_of_BIP_39()
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Words.Select(word => word + "\n")));

        Convert.ToHexStringLower(SHA256.HashData(text)).ShouldBe("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
        Words.Max(word => word.Length).ShouldBe(WordList.MaxWordLength);
    }

    [Fact]
    public void Every_word_is_found_at_its_place()
    {
        for (int index = 0; index < Words.Length; index++)
        {
            WordList.IndexOf(Words[index]).ShouldBe(index);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("aaa")]
    [InlineData("zzz")]
    [InlineData("aban")]
    [InlineData("Abandon")]
    [InlineData("abandon ")]
    public void Another_word_is_not_found(string word) => WordList.IndexOf(word).ShouldBe(-1);
}
