using System.Diagnostics;
using System.Text;
using Bittensor.Tests.Support;
using Bittensor.Wallets;

namespace Bittensor.Tests.Wallets;

public class ConsolePasswordPromptTests
{
    private static readonly PasswordRequest Request = new("/w/m/hotkeys/hot", "hot", 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_typed_is_taken_and_not_shown()
    {
        FakeTerminal terminal = new("secret\r");
        using Password? password = await new ConsolePasswordPrompt(terminal).AskAsync(Request, Cancellation);

        Encoding.UTF8.GetString(password.ShouldNotBeNull().Bytes).ShouldBe("secret");
        terminal.Shown.ShouldBe($"Password of hotkey 'hot' (/w/m/hotkeys/hot): {Environment.NewLine}");
        terminal.ControlCIsCaptured.ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_password_is_said_so_before_the_next_one()
    {
        FakeTerminal terminal = new("secret\r");
        using Password? password = await new ConsolePasswordPrompt(terminal).AskAsync(Request with { Attempt = 2 }, Cancellation);

        terminal.Shown.ShouldStartWith($"That is not the password. Attempt 2 of 3.{Environment.NewLine}Password of");
    }

    [Fact]
    public async Task Where_nobody_can_type_nobody_is_asked()
    {
        FakeTerminal terminal = new("secret\r") { IsInteractive = false };

        (await new ConsolePasswordPrompt(terminal).AskAsync(Request, Cancellation)).ShouldBeNull();
        terminal.Shown.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ctrl_C_cancels_and_leaves_the_terminal_as_it_was()
    {
        FakeTerminal terminal = new("secr\u0003et\r");

        await Should.ThrowAsync<OperationCanceledException>(
            async () => await new ConsolePasswordPrompt(terminal).AskAsync(Request, Cancellation));
        terminal.Shown.ShouldEndWith(Environment.NewLine);
        terminal.ControlCIsCaptured.ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancelled_question_ends()
    {
        using CancellationTokenSource source = new();
        FakeTerminal terminal = new("");
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            async () => await new ConsolePasswordPrompt(terminal).AskAsync(Request, source.Token));
    }

    [Fact]
    public async Task A_real_terminal_shows_nothing_of_a_password()
    {
        SkipWithoutScript();

        string shown = await AtTerminalAsync("wrong\u0015пароль-🔑x\u007f\r");

        shown.ShouldContain("Password of hotkey 'hot' (/w): ");
        shown.ShouldContain("taken: " + Convert.ToHexStringLower(Encoding.UTF8.GetBytes("пароль-🔑")));
        shown.ShouldNotContain("wrong");
        shown.ShouldNotContain("пароль");
        shown.ShouldNotContain('*');
    }

    [Fact]
    public async Task Ctrl_C_at_a_real_terminal_cancels()
    {
        SkipWithoutScript();

        (await AtTerminalAsync("secr\u0003")).ShouldContain("cancelled");
    }

    [Fact]
    public async Task Without_a_real_terminal_nobody_is_asked()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[AskingProcess.Variable] = "1";
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("secret\r");
        string shown = await process.StandardOutput.ReadToEndAsync(Cancellation);

        shown.Trim().ShouldBe("nobody");
    }

    private static void SkipWithoutScript() =>
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "the tool that makes a terminal (script) is not here");

    /// <summary>Runs a process that asks for a password at its own terminal, types when asked, and gives what that showed.</summary>
    private static async Task<string> AtTerminalAsync(string keys)
    {
        ProcessStartInfo start = new("/usr/bin/script", ["-qec", Environment.ProcessPath!, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment[AskingProcess.Variable] = "1";
        start.Environment["LANG"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        StringBuilder shown = new();
        char[] buffer = new char[256];
        bool typed = false;
        while (await process.StandardOutput.ReadAsync(buffer, Cancellation) is var read and > 0)
        {
            shown.Append(buffer, 0, read);
            if (!typed && shown.ToString().Contains("(/w): ", StringComparison.Ordinal))
            {
                typed = true;
                await process.StandardInput.WriteAsync(keys);
                await process.StandardInput.FlushAsync(Cancellation);
            }
        }

        await process.WaitForExitAsync(Cancellation);
        return shown.ToString();
    }
}
