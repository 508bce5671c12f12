using Epistula.Dialects;
using ReverseProxy.CommandLine;

namespace ReverseProxy.Signing;

/// <summary>Headers as lines of text, <c>Name: value</c> each, as <c>sign</c> prints them and a capture shows them.</summary>
internal sealed class HeaderLines : IHeaderLookup
{
    private readonly Dictionary<string, string> _first = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads lines; empty ones, and a request line in front, are passed over. Of headers of one name the first counts, as on the wire.</summary>
    /// <exception cref="CommandException">A line is no header.</exception>
    public HeaderLines(IEnumerable<string> lines)
    {
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            int colon = line.IndexOf(':');
            if (colon > 0 && !line.AsSpan(0, colon).ContainsAny(' ', '/'))
            {
                _ = _first.TryAdd(line[..colon], line[(colon + 1)..].Trim());
            }
            else if (!line.Contains(" HTTP/1.", StringComparison.Ordinal))
            {
                throw new CommandException($"\"{line}\" is no header: give lines such as Epistula-Timestamp: 1732284000000", ExitCode.Usage);
            }
        }
    }

    public string? First(string name) => _first.GetValueOrDefault(name);
}
