using System.Text;
using Bittensor.Wallets;
using CsCheck;
using Fixtures;

namespace Bittensor.Tests.Wallets;

public class PasswordVariableTests
{
    public static TheoryData<string, string, string, string> Samples { get; } = new(
        Repository.Json("keyfiles", "index.json").RootElement.GetProperty("passwordEnv").EnumerateArray()
            .Select(one => new TheoryDataRow<string, string, string, string>(
                one.Text("path")!, one.Text("envName")!, one.Text("password")!, one.Text("envValue")!)));

    [Fact]
    public void All_3_samples_are_used() => Samples.Count.ShouldBe(3);

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_variable_is_named_and_hidden_as_btwallet_does(string path, string name, string password, string value)
    {
        PasswordVariable.NameOf(path).ShouldBe(name);
        PasswordVariable.Encode(name, Encoding.UTF8.GetBytes(password)).ShouldBe(value);
        Found(path, (name, value)).ShouldBe((password, name));
    }

    [Fact]
    public void Every_password_comes_back() => Gen.Select(Gen.String, Gen.String[Gen.Char["abc./-_é"], 0, 20]).Sample((text, path) =>
    {
        byte[] password = Encoding.UTF8.GetBytes(text);
        string name = PasswordVariable.NameOf(path);
        using Password decoded = PasswordVariable.Decode(name, PasswordVariable.Encode(name, password));

        decoded.Bytes.ToArray().ShouldBe(password);
    });

    [Theory]
    [InlineData("secret")]
    [InlineData("c2VjcmV0!")]
    [InlineData("c2VjcmV")]
    public void A_clear_password_is_told_from_a_hidden_one(string value)
    {
        WalletException exception = Should.Throw<WalletException>(() => PasswordVariable.Decode("BT_PW_X", value));

        exception.Failure.ShouldBe(WalletFailure.PasswordVariableInvalid);
        exception.Subject.ShouldBe("BT_PW_X");
        exception.Message.ShouldContain("base64");
        exception.Message.ShouldNotContain(value);
    }

    [Fact]
    public void A_value_made_for_another_name_is_told() =>
        Should.Throw<WalletException>(() => PasswordVariable.Decode("BT_PW_X", Convert.ToBase64String([0xff, 0xff, 0xff])))
            .Message.ShouldContain("another variable name");

    [Fact]
    public void A_relative_path_is_known_by_its_full_name_too()
    {
        string full = PasswordVariable.NameOf(Path.GetFullPath("w/m/hotkeys/h"));

        PasswordVariable.NameOf("w/m/hotkeys/h").ShouldBe("BT_PW_W_M_HOTKEYS_H");
        Found("w/m/hotkeys/h", (full, PasswordVariable.Encode(full, "pw"u8))).ShouldBe(("pw", full));
    }

    [Fact]
    public void An_unset_or_empty_variable_is_none()
    {
        Found("/w/h").ShouldBeNull();
        Found("/w/h", ("BT_PW__W_H", "")).ShouldBeNull();
    }

    private static (string Password, string Name)? Found(string path, params (string Name, string Value)[] variables)
    {
        WalletEnvironment environment = new(name => variables.FirstOrDefault(one => one.Name == name).Value, "/");
        if (PasswordVariable.Find(path, environment) is not var (password, name))
        {
            return null;
        }

        using (password)
        {
            return (Encoding.UTF8.GetString(password.Bytes), name);
        }
    }
}
