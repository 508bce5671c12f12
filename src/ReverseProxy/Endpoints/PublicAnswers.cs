using System.Text;

namespace ReverseProxy.Endpoints;

/// <summary>The answers of the public endpoints that never change while the program runs.</summary>
internal static class PublicAnswers
{
    internal const string Service = "bittensor-miner-reverse-proxy";

    /// <summary>The program's version, as in <c>/status</c>.</summary>
    public static string Version { get; } = typeof(PublicAnswers).Assembly.GetName().Version!.ToString(3);

    /// <summary>The answer to <c>GET /</c>.</summary>
    public static byte[] Root { get; } = Encoding.UTF8.GetBytes($$"""{"status":"healthy","service":"{{Service}}"}""");

    /// <summary>The answer to <c>GET /status</c>.</summary>
    public static byte[] Status { get; } =
        Encoding.UTF8.GetBytes($$"""{"status":"running","service":"{{Service}}","version":"{{Version}}","epistula_ready":true}""");
}
