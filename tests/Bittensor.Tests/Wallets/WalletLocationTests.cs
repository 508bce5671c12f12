using Bittensor.Wallets;
using CsCheck;

namespace Bittensor.Tests.Wallets;

public class WalletLocationTests
{
    private static readonly string[] NotNames =
    [
        "", ".", "..", "a/b", "/", "/etc/passwd", "../x", "x/..", @"a\b", @"..\x",
        "a\0b", "a\nb", "\u001b[31m", "\u0085", "\ud800", "a\udc00",
    ];

    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.Int[0, NotNames.Length - 1].Select(index => NotNames[index]),
        Gen.Char["ab./\\~: \t"].Array[0, 6].Select(name => new string(name)));

    public static TheoryData<string> Bad { get; } = [.. NotNames];

    [Fact]
    public void The_default_is_the_default_wallet_below_the_home_directory()
    {
        WalletLocation location = Resolve();

        location.HotkeyFile.ShouldBe(Join("/home/user", ".bittensor", "wallets", "default", "hotkeys", "default"));
        location.HotkeyPublicFile.ShouldBe(location.HotkeyFile + "pub.txt");
        location.ColdkeyPublicFile.ShouldBe(Join("/home/user", ".bittensor", "wallets", "default", "coldkeypub.txt"));
        location.WalletDirectory.ShouldBe(Join("/home/user", ".bittensor", "wallets", "default"));
        location.HotkeyDirectory.ShouldBe(Join("/home/user", ".bittensor", "wallets", "default", "hotkeys"));
    }

    [Theory]
    [InlineData("argument", "variable", "argument")]
    [InlineData(null, "variable", "variable")]
    [InlineData(null, "", "default")]
    [InlineData(null, null, "default")]
    public void An_argument_comes_before_a_variable_and_that_before_the_default(string? argument, string? variable, string expected)
    {
        Resolve(name: argument, variables: ("BT_WALLET_NAME", variable)).Name.ShouldBe(expected);
        Resolve(hotkey: argument, variables: ("BT_WALLET_HOTKEY", variable)).Hotkey.ShouldBe(expected);
        Resolve(root: argument, variables: ("BT_WALLET_PATH", variable)).Root
            .ShouldBe(expected == "default" ? Join("/home/user", ".bittensor", "wallets") : expected);
    }

    [Theory]
    [InlineData("~/w", "/home/user/w")]
    [InlineData("~/w/", "/home/user/w")]
    [InlineData("~/", "/home/user")]
    [InlineData("~//etc", "/home/user/etc")]
    [InlineData("/w/", "/w")]
    [InlineData("./w", "./w")]
    [InlineData("w", "w")]
    [InlineData("/", "/")]
    [InlineData("~", "~")]
    [InlineData("~user/w", "~user/w")]
    [InlineData("/a/~/w", "/a/~/w")]
    [InlineData("$HOME/w", "$HOME/w")]
    public void Only_a_leading_tilde_and_slash_is_expanded(string root, string expected) =>
        Resolve(root: root).Root.Replace('\\', '/').ShouldBe(expected);

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_name_is_one_segment_of_a_path(string name)
    {
        Refused("wallet name", () => Resolve(name: name));
        Refused("wallet hotkey", () => Resolve(hotkey: name));
        if (name.Length > 0)
        {
            Refused("BT_WALLET_NAME", () => Resolve(variables: ("BT_WALLET_NAME", name)));
            Refused("BT_WALLET_HOTKEY", () => Resolve(variables: ("BT_WALLET_HOTKEY", name)));
        }
    }

    [Fact]
    public void A_root_is_text_that_can_be_shown()
    {
        foreach (string root in (string[])["", "a\nb", "\u007f", "/w/\ud800"])
        {
            Refused("wallet path", () => Resolve(root: root));
        }
    }

    [Fact]
    public void A_user_without_a_home_directory_needs_a_path()
    {
        WalletEnvironment homeless = new(_ => null, "");

        Refused("wallet path", () => WalletLocation.Resolve(null, null, null, homeless)).Message.ShouldContain("home directory");
        WalletLocation.Resolve(null, null, "/w", homeless).Root.ShouldBe("/w");
    }

    [Fact]
    public void No_name_leads_out_of_the_directory_of_wallets() => Gen.Select(Names, Names).Sample((name, hotkey) =>
    {
        WalletLocation? location = null;
        try
        {
            location = Resolve(name, hotkey, "/w");
        }
        catch (WalletException)
        {
        }

        if (location is not null)
        {
            Path.GetFullPath(location.HotkeyFile).Replace('\\', '/').Split('/').ShouldBe(
                [.. Path.GetFullPath("/w").Replace('\\', '/').Split('/'), name, "hotkeys", hotkey]);
        }
    });

    [Theory]
    [InlineData("my-wallet")]
    [InlineData("hot.key")]
    [InlineData("...")]
    [InlineData("~")]
    [InlineData("with space")]
    [InlineData("кошелёк-🔑")]
    public void Any_other_name_is_one(string name) => Resolve(name: name, hotkey: name).Hotkey.ShouldBe(name);

    [Fact]
    public void Equal_places_are_equal()
    {
        Resolve("a", "b", "/w/").ShouldBe(Resolve("a", "b", "/w"));
        Resolve("a", "b", "/w").ShouldNotBe(Resolve("a", "c", "/w"));
    }

    [Fact]
    public void The_process_environment_is_the_usual_one() =>
        WalletLocation.Resolve("a", "b", "~/w").Root
            .ShouldBe(Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "w"));

    private static WalletException Refused(string subject, Func<WalletLocation> resolve)
    {
        WalletException exception = Should.Throw<WalletException>(resolve);
        exception.Failure.ShouldBe(WalletFailure.InvalidLocation);
        exception.Subject.ShouldBe(subject);
        exception.Message.ShouldAllBe(character => !char.IsControl(character) && !char.IsSurrogate(character));
        return exception;
    }

    private static WalletLocation Resolve(
        string? name = null, string? hotkey = null, string? root = null, params (string Name, string? Value)[] variables) =>
        WalletLocation.Resolve(
            name, hotkey, root, new(wanted => variables.FirstOrDefault(variable => variable.Name == wanted).Value, "/home/user"));

    private static string Join(params string[] path) => Path.Combine(path);
}
