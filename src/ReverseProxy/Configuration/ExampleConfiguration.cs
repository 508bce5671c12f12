namespace ReverseProxy.Configuration;

/// <summary>The configuration file that <c>config init</c> writes: the original's example, with the routes of its subnet.</summary>
internal static class ExampleConfiguration
{
    public static void Write(string file, string? minerHotkey)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, Text(minerHotkey ?? "REPLACE_WITH_MINER_HOTKEY"));
    }

    private static string Text(string minerHotkey) => $$"""
        {
          "server": {
            "host": "0.0.0.0",
            "port": 8080,
            "reload": false,
            "log_level": "INFO"
          },
          "auth": {
            "miner_hotkey": "{{minerHotkey}}",
            "allowed_delta_ms": 8000,
            "cache_duration": 3600,
            "chain_endpoint": "wss://entrypoint-finney.opentensor.ai:443",
            "allowed_senders": ["5HauDwEzvs3MHhLooiiL7GWpxFGTuVzhwDBb5NqDyES25VLd"]
          },
          "services": {
            "training_server_url": "http://localhost:8091",
            "inference_server_url": "http://localhost:8091"
          },
          "route_preset": "dippy"
        }

        """;
}
