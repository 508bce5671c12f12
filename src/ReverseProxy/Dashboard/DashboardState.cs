using System.Text.Json;
using ReverseProxy.Configuration;
using ReverseProxy.Endpoints;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Dashboard;

/// <summary>Writes all that the page shows, beside the requests themselves.</summary>
internal sealed class DashboardState(TrafficHistory history, IEnumerable<IDashboardSection> sections, SweepSight sweeps, SnapshotHolder snapshots, ProxyServerOptions options)
{
    private readonly DateTimeOffset _started = options.Time.GetUtcNow();

    public byte[] Write() => JsonBytes.Object(writer =>
    {
        AuthSettings auth = snapshots.Current.Configuration.Auth;
        DateTimeOffset now = options.Time.GetUtcNow();
        writer.WriteString("now"u8, now);
        writer.WriteString("started"u8, _started);
        writer.WriteString("version"u8, PublicAnswers.Version);
        writer.WriteString("hotkey"u8, auth.MinerHotkey);
        writer.WriteNumber("netuid"u8, auth.Netuid);
        if (sweeps.LastAt is { } sweep)
        {
            writer.WriteString("sweep"u8, sweep);
        }

        history.Read((hour, day, verdicts, senders) =>
        {
            WriteRing(writer, "hour", hour, now);
            WriteRing(writer, "day", day, now);
            WriteVerdicts(writer, verdicts);
            WriteSenders(writer, senders);
        });
        WriteSections(writer);
    });

    private static void WriteRing(Utf8JsonWriter writer, string name, TrafficRing ring, DateTimeOffset now)
    {
        writer.WriteStartArray(name);
        foreach ((DateTimeOffset start, TrafficSlot? slot) in ring.Until(now))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(start.ToUnixTimeSeconds());
            if (slot is not null)
            {
                foreach (int count in slot.Kinds)
                {
                    writer.WriteNumberValue(count);
                }

                WritePercentiles(writer, slot.Totals);
                WritePercentiles(writer, slot.Overheads);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WritePercentiles(Utf8JsonWriter writer, ReadOnlySpan<int> counts)
    {
        foreach (double share in new ReadOnlySpan<double>([0.5, 0.95, 0.99]))
        {
            if (LatencyScale.Percentile(counts, share) is { } milliseconds)
            {
                writer.WriteNumberValue(Math.Round(milliseconds, 3));
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    private static void WriteVerdicts(Utf8JsonWriter writer, IReadOnlyDictionary<string, (long All, long Known)> verdicts)
    {
        writer.WriteStartArray("verdicts"u8);
        foreach ((string code, (long all, long known)) in verdicts.OrderByDescending(verdict => verdict.Value.All))
        {
            Verdict verdict = Verdicts.Of(code);
            writer.WriteStartObject();
            writer.WriteString("code"u8, code);
            writer.WriteString("kind"u8, verdict.KindName);
            writer.WriteString("meaning"u8, verdict.Meaning);
            writer.WriteNumber("all"u8, all);
            writer.WriteNumber("known"u8, known);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSenders(Utf8JsonWriter writer, IReadOnlyDictionary<string, Tally> senders)
    {
        writer.WriteStartArray("senders"u8);
        foreach ((string sender, Tally tally) in senders.OrderByDescending(sender => sender.Value.LastAt).Take(32))
        {
            writer.WriteStartObject();
            writer.WriteString("hotkey"u8, sender);
            writer.WriteBoolean("known"u8, tally.Known);
            writer.WriteNumber("served"u8, tally.Served);
            writer.WriteNumber("not_served"u8, tally.NotServed);
            writer.WriteString("last"u8, tally.LastAt);
            writer.WriteString("verdict"u8, tally.LastVerdict);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteSections(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("sections"u8);
        foreach (IDashboardSection section in sections)
        {
            DashboardRow[] rows = [.. section.Rows()];
            if (rows.Length == 0)
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("title"u8, section.Title);
            writer.WriteStartArray("rows"u8);
            foreach (DashboardRow row in rows)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, row.Name);
                writer.WriteString("value"u8, row.Value);
                writer.WriteString("mark"u8, row.Mark switch { DashboardMark.Well => "well", DashboardMark.Warning => "warning", DashboardMark.Failing => "failing", _ => "plain" });
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
