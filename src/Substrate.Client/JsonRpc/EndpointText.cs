namespace Substrate.Client.JsonRpc;

/// <summary>How endpoints are named in messages.</summary>
internal static class EndpointText
{
    /// <summary>Scheme, host and port: providers put keys into what follows, and into what stands before the host.</summary>
    public static string Shown(this Uri endpoint) => endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
