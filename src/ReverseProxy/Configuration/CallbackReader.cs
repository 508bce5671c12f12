using System.Net;

namespace ReverseProxy.Configuration;

/// <summary>Reads <c>callbacks</c>.</summary>
internal static class CallbackReader
{
    public static CallbackSettings Read(SettingsReader reader)
    {
        IPEndPoint? endPoint = null;
        _ = reader.Text(
            "callbacks.listen",
            null,
            string.Empty,
            "Where backends deliver the results of routes with callback_insurance, such as 127.0.0.1:8092; without it there is none.",
            value => value.Length == 0 || (value.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(value, out endPoint) && endPoint.Port > 0)
                ? null
                : "it takes an IP address and a port");
        string url = reader.Text(
            "callbacks.url",
            null,
            string.Empty,
            "What the URLs that backends get begin with, where they reach callbacks.listen under another name.",
            value => value.Length == 0 || ServiceUrl.TryParse(value, out _) ? null : "it takes an http(s) URL");
        return new()
        {
            Listen = endPoint,
            Url = url.Length > 0 ? url.TrimEnd('/') : $"http://{endPoint}",
            Expiry = TimeSpan.FromSeconds(reader.Integer("callbacks.expiry", null, 900, "seconds", "How long a result is awaited and its delivery tried.", 1, 604_800)),
            AllowedNetworks = ReadNetworks(reader),
        };
    }

    private static List<IPNetwork> ReadNetworks(SettingsReader reader)
    {
        List<IPNetwork> networks = [];
        foreach (string entry in reader.TextList("callbacks.allowed_networks", null, [], "Networks (CIDR) that results are delivered to although they are not public."))
        {
            if (IPNetwork.TryParse(entry, out IPNetwork network))
            {
                networks.Add(network);
            }
            else
            {
                reader.Refuse("callbacks.allowed_networks", SettingsReader.Quoted(entry), "it takes networks such as 10.0.0.0/8");
            }
        }

        return networks;
    }
}
