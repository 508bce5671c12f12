using System.Globalization;
using System.Text.Json;
using ReverseProxy.Configuration;

namespace ReverseProxy.Recording;

/// <summary>Where the trails of a proxy lie: files of lines, numbered upwards, the oldest first.</summary>
/// <param name="Directory">The state directory.</param>
/// <param name="Port">The configured port, which tells proxies apart that share the directory.</param>
internal sealed record TrailFiles(string Directory, int Port)
{
    public static TrailFiles Of(ServerSettings server) => new(server.StateDirectory, server.Port);

    /// <summary>The files that are there.</summary>
    public IReadOnlyList<string> List() => System.IO.Directory.Exists(Directory)
        ? [.. System.IO.Directory.EnumerateFiles(Directory, $"trails-{Port}-*.jsonl").Where(path => NumberOf(path) is not null).OrderBy(NumberOf)]
        : [];

    public string PathOf(long number) => Path.Combine(Directory, string.Create(CultureInfo.InvariantCulture, $"trails-{Port}-{number:D9}.jsonl"));

    public long? NumberOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return long.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }

    /// <summary>All trails, the oldest first. A torn line, as a killed process leaves it, is passed over.</summary>
    public IEnumerable<Trail> Read() => List().SelectMany(ReadFile);

    /// <summary>The newest trails, the newest first.</summary>
    public IReadOnlyList<Trail> Newest(int count) => [.. List().Reverse().SelectMany(path => ReadFile(path).Reverse()).Take(count)];

    /// <summary>A line's trail; null where the line is torn or not ours.</summary>
    public static Trail? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TrailJson.Default.Trail);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Opens a file for reading beside the proxy that writes it.</summary>
    public static FileStream OpenRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static IReadOnlyList<Trail> ReadFile(string path)
    {
        List<Trail> trails = [];
        try
        {
            using StreamReader reader = new(OpenRead(path));
            while (reader.ReadLine() is { } line)
            {
                if (Parse(line) is { } trail)
                {
                    trails.Add(trail);
                }
            }
        }
        catch (FileNotFoundException)
        {
            // The proxy goes on meanwhile, and this was the oldest.
        }

        return trails;
    }
}
