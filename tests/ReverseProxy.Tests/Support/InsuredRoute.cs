using System.Text.Json.Nodes;

namespace ReverseProxy.Tests.Support;

/// <summary>A configuration in which the results of jobs come to us, and go to receivers on this machine.</summary>
internal static class InsuredRoute
{
    /// <summary>Insures /inference, whose backends call back at a port; gives the route, of which more may be said.</summary>
    public static JsonObject Insure(this JsonObject configuration, int intake, string backend = "inference")
    {
        JsonObject route = new() { ["path"] = "/inference", ["backend"] = backend, ["callback_insurance"] = true };
        configuration["callbacks"] = new JsonObject { ["listen"] = $"127.0.0.1:{intake}", ["allowed_networks"] = new JsonArray("127.0.0.0/8") };
        configuration["routes"] = new JsonArray(route);
        return route;
    }
}
