namespace ReverseProxy.Configuration;

/// <summary>A setting as it was read: what documentation, <c>config show</c> and the notes on a reload speak of.</summary>
/// <param name="Key">Section and name, with a dot between.</param>
/// <param name="Variables">The environment variables that set it; the first is the one to recommend.</param>
/// <param name="Kind">What kind of value it takes, in words.</param>
/// <param name="Default">The default, as one would write it.</param>
/// <param name="Description">What it does.</param>
/// <param name="Value">The value in force, as one would write it, masked where it is secret.</param>
/// <param name="Layer">Where the value came from.</param>
/// <param name="Origin">The same in words: the file's name, the variable's name.</param>
internal sealed record ReadSetting(
    string Key,
    IReadOnlyList<string> Variables,
    string Kind,
    string Default,
    string Description,
    string Value,
    ConfigurationLayer Layer,
    string Origin);
