namespace ReverseProxy.Configuration;

/// <summary>Reads <c>telemetry</c>.</summary>
internal static class TelemetryReader
{
    private const string Grpc = "grpc";

    public static TelemetrySettings Read(SettingsReader reader)
    {
        string endpoint = reader.Text(
            "telemetry.otlp_endpoint",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            string.Empty,
            "The OpenTelemetry collector that metrics and traces are sent to, such as http://localhost:4318; without it nothing is sent.",
            value => value.Length == 0 || ServiceUrl.TryParse(value, out _) ? null : "it takes an http(s) URL");
        string headers = reader.Text(
            "telemetry.otlp_headers", "OTEL_EXPORTER_OTLP_HEADERS", string.Empty, "Headers that the collector wants: name=value, separated by commas.", secret: true);
        return new()
        {
            OtlpEndpoint = endpoint.Length > 0 && Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) ? uri : null,
            OtlpGrpc = reader.Choice(
                "telemetry.otlp_protocol", "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", ["http/protobuf", Grpc], "How the collector is spoken to.") == Grpc,
            OtlpHeaders = headers.Length == 0 ? null : headers,
            ServiceName = reader.Text("telemetry.service_name", "OTEL_SERVICE_NAME", "reverse-proxy", "What this program is called in metrics and traces."),
            TracePercent = (int)reader.Integer(
                "telemetry.trace_percent", null, 100, "percent", "How many requests are traced, where traces are sent; the caller's wish does not count.", 0, 100),
            NamedSenders = (int)reader.Integer(
                "telemetry.named_senders", null, 32, "senders", "How many senders have a name of their own in metrics; the rest are one.", 0, 1_024),
        };
    }
}
