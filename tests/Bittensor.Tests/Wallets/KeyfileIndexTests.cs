using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bittensor.Tests.Support;
using Bittensor.Wallets;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Tests.Wallets;

/// <summary>Every key file of the test data, decided as its index says.</summary>
[Collection(HalfAGigabyte.Name)]
public partial class KeyfileIndexTests
{
    private static readonly string[] Opened =
        ["ok", "ok_public_only", "ok_rust", "ok_python_only", "ok_unchecked", "error_rust", "check"];

    // Readers differ on these two files, and we open both: the first is a well-formed address of a foreign network, the second an
    // Ansible Vault whose label means nothing to its encryption.
    private static readonly Dictionary<string, string> Decided = new()
    {
        ["bad/coldkeypub_custom_prefix2007.txt"] = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        ["ansible/hotkey_full_v1.2_label"] = "5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX",
    };

    public static TheoryData<string> Good { get; } = Files(one => Opened.Contains(one.Outcome));

    public static TheoryData<string> Refused { get; } = Files(one => one.Outcome is "error" or "ok_ambiguous");

    public static TheoryData<string> WrongPassword { get; } = Files(one => one.Outcome == "error_wrong_password_or_corrupt");

    [Fact]
    public void All_63_files_are_used() => (Good.Count, Refused.Count, WrongPassword.Count).ShouldBe((30, 22, 11));

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_file_gives_its_key(string file)
    {
        KeyfileCase one = KeyfileCase.Of(file);
        using Keyfile keyfile = Keyfile.Parse(one.Path, one.Read());
        using KeyfileKey? key = Open(keyfile, one);

        keyfile.Encryption.ShouldBe(EncryptionOf(one.Kind));
        key.ShouldNotBeNull();
        key.Account.ToString().ShouldBe(one.Expected?.Text("ss58Address") ?? Decided[file]);
        if (one.Expected is { } expected)
        {
            key.Account.ToArray().ShouldBe(expected.Bytes("publicKey"));
            (key.Pair is not null).ShouldBe(expected.GetProperty("canSign").GetBoolean());
            CheckSignatures(key, expected);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_file_that_no_careful_reader_opens_is_refused(string file)
    {
        KeyfileCase one = KeyfileCase.Of(file);

        WalletException exception = Should.Throw<WalletException>(() =>
        {
            using Keyfile keyfile = Keyfile.Parse(one.Path, one.Read());
            Open(keyfile, one)?.Dispose();
        });

        (exception.Failure == WalletFailure.Contradictory).ShouldBe(one.Outcome == "ok_ambiguous");
        exception.Failure.ShouldBeOneOf(WalletFailure.Corrupt, WalletFailure.NotAKeyfile, WalletFailure.Contradictory);
        CheckMessage(exception, one);
    }

    [Theory]
    [MemberData(nameof(WrongPassword))]
    public void A_file_that_does_not_decrypt_is_a_wrong_password_or_corrupt(string file)
    {
        KeyfileCase one = KeyfileCase.Of(file);
        KeyfileKey? key = null;
        WalletException? exception = null;
        try
        {
            using Keyfile keyfile = Keyfile.Parse(one.Path, one.Read());
            key = Open(keyfile, one);
        }
        catch (WalletException caught)
        {
            exception = caught;
        }

        key.ShouldBeNull();
        if (exception is not null)
        {
            exception.Failure.ShouldBe(WalletFailure.Corrupt);
            CheckMessage(exception, one);
        }
    }

    private static KeyfileKey? Open(Keyfile keyfile, KeyfileCase one) =>
        keyfile.Encryption == KeyfileEncryption.None ? keyfile.Open() : keyfile.Decrypt(Encoding.UTF8.GetBytes(one.Password!));

    private static KeyfileEncryption EncryptionOf(string kind) => kind switch
    {
        "$NACL" => KeyfileEncryption.NaCl,
        "$ANSIBLE_VAULT" => KeyfileEncryption.AnsibleVault,
        "fernet" => KeyfileEncryption.Fernet,
        _ => KeyfileEncryption.None,
    };

    private static void CheckSignatures(KeyfileKey key, JsonElement expected)
    {
        if (key.Pair is { } pair)
        {
            byte[] message = Encoding.UTF8.GetBytes(expected.Text("sampleMessageUtf8")!);
            Sr25519Verifier.Default.Verify(key.Account.AsSpan(), message, expected.Bytes("sampleSignature")).ShouldBeTrue();
            Sr25519Verifier.Default.Verify(key.Account.AsSpan(), message, pair.Sign(message)).ShouldBeTrue();
        }
    }

    private static void CheckMessage(WalletException exception, KeyfileCase one)
    {
        exception.Subject.ShouldBe(one.Path);
        exception.Message.ShouldStartWith($"{one.Path}: ");
        exception.Message.ShouldNotContain('\n');
        exception.InnerException.ShouldBeNull();
        string said = exception.ToString().Replace(one.Path, "", StringComparison.Ordinal);
        foreach (Match secret in Secrets().Matches(one.Plaintext ?? Encoding.Latin1.GetString(one.Read())))
        {
            foreach (string word in secret.Groups["value"].Value.Split(' '))
            {
                string part = word[^Math.Min(word.Length, 8)..];
                Regex.IsMatch(said, $"\\b{part}", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeFalse($"the message says '{part}'");
            }
        }
    }

    private static TheoryData<string> Files(Func<KeyfileCase, bool> choose) => [.. KeyfileCase.All.Where(choose).Select(one => one.File)];

    [GeneratedRegex("""
        "(secretPhrase|secretSeed|privateKey)": ?"(?<value>[^"]+)"
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secrets();
}
