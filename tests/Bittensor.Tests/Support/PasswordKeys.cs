namespace Bittensor.Tests.Support;

/// <summary>Keys as a console gives them.</summary>
internal static class PasswordKeys
{
    public static ConsoleKeyInfo Of(char character) => new(
        character,
        character switch
        {
            '\r' => ConsoleKey.Enter,
            '\b' or '\u007f' => ConsoleKey.Backspace,
            '\u0003' => ConsoleKey.C,
            _ => ConsoleKey.None,
        },
        shift: false,
        alt: false,
        control: char.IsControl(character));

    /// <summary>A key that gives no character, such as an arrow.</summary>
    public static ConsoleKeyInfo Of(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: false);
}
