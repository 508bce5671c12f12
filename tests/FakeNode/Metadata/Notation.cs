namespace FakeNode.Metadata;

/// <summary>Takes Rust's notation of a type apart.</summary>
internal static class Notation
{
    /// <summary>The outermost part and its arguments: <c>Vec&lt;(u8,u16)&gt;</c> is <c>Vec</c> of <c>(u8,u16)</c>.</summary>
    public static (string Head, string[] Arguments) Split(string name) => name switch
    {
        ['(', .., ')'] => ("()", Arguments(name[1..^1], ',')),
        ['[', .., ']'] => ("[]", Arguments(name[1..^1], ';')),
        _ when name.IndexOf('<', StringComparison.Ordinal) is int at and > 0 => (name[..at], Arguments(name[(at + 1)..^1], ',')),
        _ => (name, []),
    };

    private static string[] Arguments(string inner, char separator)
    {
        List<string> arguments = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inner.Length; i++)
        {
            depth += inner[i] switch { '(' or '[' or '<' => 1, ')' or ']' or '>' => -1, _ => 0 };
            if (depth == 0 && inner[i] == separator)
            {
                arguments.Add(inner[start..i]);
                start = i + 1;
            }
        }

        if (start < inner.Length)
        {
            arguments.Add(inner[start..]);
        }

        return [.. arguments];
    }
}
