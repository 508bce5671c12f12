using System.Text.Json;

namespace Fixtures;

/// <summary>Where the repository's test data lies, whatever directory a test runs in.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>ReverseProxy.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file below <c>tests/data</c>.</summary>
    public static string Data(params string[] path) => Path.Combine([Root, "tests", "data", .. path]);

    /// <summary>A JSON file below <c>tests/data</c>.</summary>
    public static JsonDocument Json(params string[] path) => JsonDocument.Parse(File.ReadAllBytes(Data(path)));

    /// <summary>
    /// A path below a folder <c>shared</c> beside the checkout, or null where there is none:
    /// material too large or not ours to publish (real metadata) is looked for there.
    /// </summary>
    public static string? Shared(params string[] path)
    {
        string file = Path.Combine([Root, "..", "shared", .. path]);
        return Path.Exists(file) ? Path.GetFullPath(file) : null;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "ReverseProxy.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no ReverseProxy.slnx above {AppContext.BaseDirectory}");
    }
}
