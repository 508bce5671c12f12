using System.Globalization;
using System.Text;

namespace ReverseProxy.Registration;

/// <summary>
/// Makes anybody's text fit for a terminal, without losing any of it: what is not printable ASCII becomes <c>\x1b</c> or <c>\u202e</c>,
/// and a backslash two.
/// </summary>
internal static class Printable
{
    public static string Of(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char character in text)
        {
            _ = character switch
            {
                '\\' => line.Append(@"\\"),
                >= ' ' and <= '~' => line.Append(character),
                <= '\xff' => line.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
            };
        }

        return line.ToString();
    }
}
