namespace ReverseProxy.Configuration;

/// <summary>A forwarded route.</summary>
/// <param name="Path">A path that begins with a slash; a segment in braces matches any one segment.</param>
/// <param name="Methods">HTTP methods, upper case.</param>
/// <param name="Backend"><c>training</c>, <c>inference</c>, or a URL.</param>
/// <param name="Timeout">How long the backend may be silent.</param>
/// <param name="Signed">Whether it takes a signed request.</param>
internal sealed record RouteSettings(string Path, IReadOnlyList<string> Methods, string Backend, TimeSpan Timeout, bool Signed);
