using System.Net;

namespace ReverseProxy.Configuration;

/// <summary>The section <c>callbacks</c>: results taken from backends and delivered for them.</summary>
internal sealed record CallbackSettings
{
    /// <summary>Where backends call back; null where no route has its callbacks insured.</summary>
    public required IPEndPoint? Listen { get; init; }

    /// <summary>What the URLs that backends get begin with.</summary>
    public required string Url { get; init; }

    /// <summary>How long a result is awaited and its delivery tried.</summary>
    public required TimeSpan Expiry { get; init; }

    /// <summary>Networks that results are delivered to although they are not public.</summary>
    public required IReadOnlyList<IPNetwork> AllowedNetworks { get; init; }
}
