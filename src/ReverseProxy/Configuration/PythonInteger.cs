using System.Globalization;
using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>
/// What Python's <c>int()</c> makes of a configuration value: <c>"8_000"</c>, <c>" 9000 "</c>, <c>8000.9</c> and
/// <c>true</c> are integers there, and files that use it must go on working. Beyond 64 bits the value saturates.
/// </summary>
internal static class PythonInteger
{
    public static bool TryConvert(JsonElement value, out long result)
    {
        result = 0;
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                result = value.GetBoolean() ? 1 : 0;
                return true;
            case JsonValueKind.Number when value.TryGetInt64(out result):
                return true;
            case JsonValueKind.Number:
                double number = double.Truncate(value.GetDouble());
                result = number >= long.MaxValue ? long.MaxValue : number <= long.MinValue ? long.MinValue : (long)number;
                return true;
            case JsonValueKind.String:
                return TryParse(value.GetString(), out result);
            default:
                return false;
        }
    }

    public static bool TryParse(ReadOnlySpan<char> text, out long result)
    {
        result = 0;
        text = text.Trim();
        bool negative = text.StartsWith('-');
        if (negative || text.StartsWith('+'))
        {
            text = text[1..];
        }

        // An underscore stands between two digits, never first, last or doubled.
        bool digitBefore = false;
        Int128 value = 0;
        foreach (char character in text)
        {
            int digit = CharUnicodeInfo.GetDecimalDigitValue(character);
            if (digit < 0 && !(character == '_' && digitBefore))
            {
                return false;
            }

            digitBefore = digit >= 0;
            if (digitBefore && value <= long.MaxValue)
            {
                value = (value * 10) + digit;
            }
        }

        if (!digitBefore)
        {
            return false;
        }

        value = Int128.Min(value, long.MaxValue);
        result = (long)(negative ? -value : value);
        return true;
    }
}
