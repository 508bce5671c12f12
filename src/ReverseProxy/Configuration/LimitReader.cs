namespace ReverseProxy.Configuration;

/// <summary>Reads <c>limits</c>.</summary>
internal static class LimitReader
{
    public static LimitSettings Read(SettingsReader reader) => new()
    {
        AddressPerMinute = Read(
            reader, "limits.requests_per_minute", "RATE_LIMIT_PER_MINUTE", 0, "Requests a minute from one address (IPv6: one /64), known senders' not counted; beyond it 429."),
        FailuresPerMinute = Read(
            reader, "limits.failures_per_minute", null, 3_000, "Wrong signatures a minute from one address before it gets 429 without being verified."),
        SenderPerMinute = Read(reader, "limits.sender_requests_per_minute", null, 0, "Accepted requests a minute of one sender who is not known; beyond it 429."),
        KnownSenderPerMinute = Read(reader, "limits.known_sender_requests_per_minute", null, 0, "The same for one known sender; never for /capacity."),
        Concurrent = (int)Read(reader, "limits.concurrent", null, 1_024, "Signed requests served at once; beyond it 503."),
        ConcurrentUnknown = (int)Read(reader, "limits.concurrent_unknown", null, 256, "Of these, how many of senders who are not known."),
        ConcurrentPerSender = (int)Read(reader, "limits.concurrent_per_sender", null, 0, "Requests of one sender served at once; beyond it 429."),
        Connections = (int)Read(reader, "limits.connections", null, 10_000, "Connections open at once; beyond it new ones are closed, but from addresses of known senders."),
        ConnectionsPerAddress = (int)Read(
            reader, "limits.connections_per_address", null, 256, "Of these, how many from one address (IPv6: one /64); those of trusted_proxies and of 127.0.0.1 and ::1 are not counted."),
    };

    private static long Read(SettingsReader reader, string key, string? variable, long standard, string description) =>
        reader.Integer(key, variable, standard, "0 is none", description, 0, int.MaxValue);
}
