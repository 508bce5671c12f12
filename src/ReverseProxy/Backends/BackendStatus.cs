using System.Text.Json;
using ReverseProxy.Clock;
using ReverseProxy.Configuration;
using ReverseProxy.Status;

namespace ReverseProxy.Backends;

/// <summary>Every pool and server: its state, why it is so and since when, what it does and what waits for it.</summary>
internal sealed class BackendStatus(BackendRegistry registry) : IStatusSection
{
    public string Name => "backends";

    public void Write(Utf8JsonWriter writer)
    {
        foreach (BackendPool pool in registry.Pools)
        {
            writer.WriteStartObject(pool.Name);
            writer.WriteString("policy"u8, BackendReader.NameOf(pool.Settings.Policy));
            if (pool.Settings.Concurrency > 0)
            {
                writer.WriteNumber("concurrency"u8, pool.Settings.Concurrency);
                writer.WriteNumber("waiting"u8, pool.Waiting);
            }

            writer.WriteStartArray("servers"u8);
            foreach (BackendServer server in pool.Servers)
            {
                WriteServer(writer, server);
            }

            writer.WriteEndArray();
            WriteTimes(writer, pool);
            writer.WriteEndObject();
        }
    }

    private static void WriteServer(Utf8JsonWriter writer, BackendServer server)
    {
        (ServerState state, string? reason, DateTimeOffset since) = server.Health.Describe();
        writer.WriteStartObject();
        writer.WriteString("url"u8, server.Address);
        writer.WriteString("state"u8, state.ToString().ToLowerInvariant());
        writer.WriteString("since"u8, since.ToUtcText());
        if (reason is not null)
        {
            writer.WriteString("reason"u8, reason);
        }

        writer.WriteNumber("weight"u8, server.Weight);
        writer.WriteNumber("running"u8, server.Running);
        writer.WriteNumber("unfinished"u8, server.Unfinished);
        writer.WriteNumber("served"u8, server.Served);
        writer.WriteNumber("failed"u8, server.Failed);
        if (server.ReportedQueue is { } queue)
        {
            writer.WriteNumber("reported_queue"u8, queue);
        }

        writer.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter writer, BackendPool pool)
    {
        writer.WriteStartObject("seconds_by_route"u8);
        foreach ((string route, ServiceTime answer, ServiceTime end) in pool.Times().Where(times => times.Answer.Samples + times.End.Samples > 0))
        {
            writer.WriteStartObject(route);
            Write(writer, answer);
            if (end.Samples > 0)
            {
                writer.WriteStartObject("until_callback"u8);
                Write(writer, end);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ServiceTime time)
    {
        writer.WriteNumber("mean"u8, Math.Round(time.Mean.TotalSeconds, 3));
        writer.WriteNumber("expected"u8, Math.Round(time.Expected.TotalSeconds, 3));
        writer.WriteNumber("jobs"u8, time.Samples);
    }
}
