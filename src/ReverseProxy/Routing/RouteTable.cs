using System.Collections.Frozen;

namespace ReverseProxy.Routing;

/// <summary>
/// All routes. Paths are compared case-sensitively; a single trailing slash is ignored, without a redirect. Immutable:
/// a changed configuration makes another table.
/// </summary>
internal sealed class RouteTable
{
    private readonly FrozenDictionary<string, Route[]> _literal;
    private readonly Route[][] _patterned;

    public RouteTable(IEnumerable<Route> routes)
    {
        Route[][] byPath = [.. routes.GroupBy(route => route.Pattern.Text).Select(group => group.ToArray())];
        _literal = byPath.Where(group => group[0].Pattern.IsLiteral).ToFrozenDictionary(group => group[0].Pattern.Text);
        _patterned = [.. byPath.Where(group => !group[0].Pattern.IsLiteral)];
    }

    public RouteMatch Match(string path, string method)
    {
        // "//" is no form of "/": the stripped path must still name something.
        string trimmed = path.Length > 2 && path.EndsWith('/') ? path[..^1] : path;
        if (_literal.TryGetValue(trimmed, out Route[]? candidates))
        {
            return Choose(candidates, method);
        }

        foreach (Route[] group in _patterned)
        {
            if (group[0].Pattern.Matches(trimmed, out _))
            {
                return Choose(group, method);
            }
        }

        return default;
    }

    private static RouteMatch Choose(Route[] candidates, string method)
    {
        foreach (Route route in candidates)
        {
            if (route.Methods.Contains(method))
            {
                return new(route, null);
            }
        }

        return new(null, candidates.Length == 1 ? candidates[0].Allow : string.Join(", ", candidates.SelectMany(route => route.Methods).Distinct()));
    }
}
