namespace ProxyBench;

/// <summary>Reads <c>--name value</c> pairs.</summary>
internal static class Options
{
    public static int Number(string[] arguments, string name, int standard)
    {
        int index = Array.IndexOf(arguments, name);
        return index >= 0 ? int.Parse(arguments[index + 1]) : standard;
    }

    public static string? Text(string[] arguments, string name)
    {
        int index = Array.IndexOf(arguments, name);
        return index >= 0 ? arguments[index + 1] : null;
    }
}
