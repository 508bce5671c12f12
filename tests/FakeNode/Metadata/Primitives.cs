namespace FakeNode.Metadata;

/// <summary>Rust's names of the built-in types.</summary>
internal static class Primitives
{
    public static string NameOf(string rust) => rust switch
    {
        "char" => "Character",
        "bool" or "str" => char.ToUpperInvariant(rust[0]) + rust[1..],
        ['u' or 'i', >= '0' and <= '9', ..] => char.ToUpperInvariant(rust[0]) + rust[1..],
        _ => "",
    };
}
