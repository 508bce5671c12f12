using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ReverseProxy.Routing;

/// <summary>A path to match: literal segments, compared case-sensitively, and <c>{name}</c> for any one segment.</summary>
internal sealed class RoutePattern
{
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create("?#% \t\\");

    private readonly string[] _segments;

    private RoutePattern(string text, string[] segments)
    {
        Text = text;
        _segments = segments;
    }

    public string Text { get; }

    /// <summary>The name of the last parameter; null where it has none.</summary>
    public string? Parameter => _segments.LastOrDefault(IsParameter)?[1..^1];

    /// <summary>Whether it has no <c>{name}</c>, so that a dictionary finds it.</summary>
    public bool IsLiteral => !_segments.Any(IsParameter);

    public static bool TryParse(string text, [NotNullWhen(true)] out RoutePattern? pattern)
    {
        pattern = null;
        if (!text.StartsWith('/') || text.AsSpan().ContainsAny(NotInPaths) || text.Any(char.IsControl))
        {
            return false;
        }

        if (text == "/")
        {
            pattern = new(text, [string.Empty]);
            return true;
        }

        string[] segments = text[1..].Split('/');
        if (segments.Any(segment => segment.Length == 0 || segment is "." or ".." || (segment.AsSpan().IndexOfAny('{', '}') >= 0 && !IsParameter(segment))))
        {
            return false;
        }

        pattern = new(text, segments);
        return true;
    }

    /// <summary>Whether a path matches; <paramref name="value"/> is then what stands for the last parameter.</summary>
    public bool Matches(ReadOnlySpan<char> path, out ReadOnlySpan<char> value)
    {
        value = default;
        if (!path.StartsWith('/'))
        {
            return false;
        }

        path = path[1..];
        int index = 0;
        foreach (Range range in path.Split('/'))
        {
            ReadOnlySpan<char> segment = path[range];
            if (index == _segments.Length)
            {
                return false;
            }

            string expected = _segments[index++];
            if (IsParameter(expected))
            {
                value = segment;
                if (segment.IsEmpty)
                {
                    return false;
                }
            }
            else if (!segment.SequenceEqual(expected))
            {
                return false;
            }
        }

        return index == _segments.Length;
    }

    private static bool IsParameter(string segment) => segment.Length > 2 && segment[0] == '{' && segment[^1] == '}';
}
