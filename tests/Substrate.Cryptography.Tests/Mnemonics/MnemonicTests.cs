using System.Text.Json;
using CsCheck;
using Fixtures;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Sr25519;
using Substrate.Cryptography.Tests.Sr25519;

namespace Substrate.Cryptography.Tests.Mnemonics;

public class MnemonicTests
{
    private const string Phrase = SecretUri.DevelopmentPhrase;

    private static readonly Gen<byte[]> Entropy = Gen.Int[4, 8].SelectMany(words => Gen.Byte.Array[4 * words]);

    public static TheoryData<string> Valid { get; } = SignatureVectors.Rows(SignatureVectors.Of("mnemonics"));

    public static TheoryData<string> Invalid { get; } =
        new(SignatureVectors.Of("mnemonicsInvalid").Select(v => v.Text("mnemonic")!));

    [Fact]
    public void All_19_vectors_are_used() => (Valid.Count, Invalid.Count).ShouldBe((11, 8));

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_phrase_gives_its_entropy_its_seed_and_its_key(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        string password = v.Text("password")!;
        using Mnemonic mnemonic = Mnemonic.Parse(v.Text("mnemonic"));
        byte[] entropy = new byte[32];
        byte[] miniSecret = new byte[32];

        entropy[..mnemonic.CopyEntropyTo(entropy)].ShouldBe(v.Bytes("entropy"));
        mnemonic.DeriveMiniSecret(password, miniSecret);
        miniSecret.ShouldBe(v.Bytes("miniSecret"));
        using Keypair pair = mnemonic.ToKeypair(password);
        pair.PublicKey.ToArray().ShouldBe(v.Bytes("publicKey"));
        pair.ToString().ShouldBe(v.Text("ss58"));

        using Mnemonic fromEntropy = Mnemonic.FromEntropy(v.Bytes("entropy"));
        Text(fromEntropy).ShouldBe(v.Text("mnemonic"));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_no_phrase_is_refused(string phrase)
    {
        Mnemonic.TryParse(phrase, out Mnemonic? mnemonic).ShouldBeFalse();

        mnemonic.ShouldBeNull();
        Should.Throw<KeyMaterialException>(() => Mnemonic.Parse(phrase));
    }

    [Fact]
    public void Entropy_comes_back_from_its_phrase() => Entropy.Sample(entropy =>
    {
        using Mnemonic written = Mnemonic.FromEntropy(entropy);
        written.WordCount.ShouldBe(entropy.Length / 4 * 3);

        string phrase = Text(written);
        phrase.Split(' ').Length.ShouldBe(written.WordCount);
        using Mnemonic read = Mnemonic.Parse(phrase);

        byte[] back = new byte[32];
        back[..read.CopyEntropyTo(back)].ShouldBe(entropy);
    });

    [Fact]
    public void The_longest_phrase_fits()
    {
        // "abstract" has eight letters, like the longest words.
        int index = WordList.IndexOf("abstract");
        byte[] entropy = new byte[32];
        for (int bit = 0; bit < 256; bit++)
        {
            entropy[bit / 8] |= (byte)(((index >> (10 - (bit % 11))) & 1) << (7 - (bit % 8)));
        }

        using Mnemonic mnemonic = Mnemonic.FromEntropy(entropy);

        Text(mnemonic).ShouldStartWith("abstract abstract abstract");
        Text(mnemonic).Length.ShouldBeInRange(Mnemonic.MaxPhraseLength - 5, Mnemonic.MaxPhraseLength);
    }

    [Fact]
    public void An_unknown_word_is_named_by_its_position_and_not_repeated()
    {
        string message = Should.Throw<KeyMaterialException>(() => Mnemonic.Parse(Phrase.Replace("smoke", "smokey"))).Message;

        message.ShouldStartWith("word 6 of the phrase");
        message.ShouldNotContain("smoke");
        message.ShouldNotContain("bottom");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(27)]
    [InlineData(10_000)]
    public void Another_number_of_words_is_said_so(int words)
    {
        string phrase = string.Join(' ', Enumerable.Repeat("abandon", words));

        Should.Throw<KeyMaterialException>(() => Mnemonic.Parse(phrase)).Message.ShouldContain($"not {words}");
    }

    [Fact]
    public void Swapped_words_are_a_wrong_checksum() =>
        Should.Throw<KeyMaterialException>(() => Mnemonic.Parse(Phrase.Replace("bottom drive", "drive bottom")))
            .Message.ShouldContain("checksum");

    [Theory]
    [InlineData(" ", "")]
    [InlineData("", "\r\n")]
    [InlineData("\t", "  ")]
    public void White_space_around_and_between_words_does_not_matter(string before, string after)
    {
        using Mnemonic spaced = Mnemonic.Parse(before + Phrase.Replace(" ", " \t ") + after);

        Text(spaced).ShouldBe(Phrase);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(18)]
    [InlineData(21)]
    [InlineData(24)]
    public void A_generated_phrase_has_its_words_and_is_new(int words)
    {
        using Mnemonic one = Mnemonic.Generate(words);
        using Mnemonic other = Mnemonic.Generate(words);

        one.WordCount.ShouldBe(words);
        Mnemonic.TryParse(Text(one), out Mnemonic? parsed).ShouldBeTrue();
        parsed.Dispose();
        Text(one).ShouldNotBe(Text(other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(14)]
    [InlineData(27)]
    public void Other_numbers_of_words_are_not_generated(int words) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Mnemonic.Generate(words));

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(18)]
    [InlineData(36)]
    public void Entropy_of_another_length_is_refused(int length) =>
        Should.Throw<KeyMaterialException>(() => Mnemonic.FromEntropy(new byte[length])).Message.ShouldContain($"not {length}");

    [Fact]
    public void A_password_is_any_text_but_must_be_text()
    {
        using Mnemonic mnemonic = Mnemonic.Parse(Phrase);
        using Keypair none = mnemonic.ToKeypair();
        using Keypair some = mnemonic.ToKeypair("pässwörd 🔑");

        some.PublicKey.ShouldNotBe(none.PublicKey);
        Should.Throw<KeyMaterialException>(() => mnemonic.ToKeypair("\udc00")).Message.ShouldContain("Unicode");
    }

    [Fact]
    public void The_text_of_a_mnemonic_says_nothing_of_its_words()
    {
        using Mnemonic mnemonic = Mnemonic.Parse(Phrase);

        mnemonic.ToString().ShouldBe("mnemonic of 12 words");
    }

    [Fact]
    public void A_disposed_mnemonic_does_nothing_more()
    {
        Mnemonic mnemonic = Mnemonic.Parse(Phrase);
        mnemonic.Dispose();

        Should.Throw<ObjectDisposedException>(() => mnemonic.ToKeypair());
        Should.Throw<ObjectDisposedException>(() => mnemonic.CopyPhraseTo(new char[Mnemonic.MaxPhraseLength]));
    }

    [Fact]
    public void Too_little_room_for_a_phrase_is_refused()
    {
        using Mnemonic mnemonic = Mnemonic.Parse(Phrase);

        Should.Throw<ArgumentException>(() => mnemonic.CopyPhraseTo(new char[Mnemonic.MaxPhraseLength - 1]));
    }

    private static string Text(Mnemonic mnemonic)
    {
        char[] phrase = new char[Mnemonic.MaxPhraseLength];
        return new string(phrase, 0, mnemonic.CopyPhraseTo(phrase));
    }
}
