using Epistula.Dialects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Epistula.AspNetCore;

/// <summary>The headers of an ASP.NET Core request, for the dialects.</summary>
public sealed class RequestHeaderLookup(IHeaderDictionary headers) : IHeaderLookup
{
    /// <inheritdoc/>
    public string? First(string name) =>
        headers.TryGetValue(name, out StringValues values) && values.Count > 0 ? values[0] : null;
}
