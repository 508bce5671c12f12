using System.Text.Json;
using Microsoft.Extensions.Logging;
using ReverseProxy.Clock;

namespace ReverseProxy.Callbacks;

/// <summary>
/// Tickets and results on disk, readable by nobody else. A ticket is <c>token.job</c>; its result is <c>token.result</c>,
/// which appears whole or not at all: one line of JSON with the headers, then the body.
/// </summary>
internal sealed class CallbackSpool(string directory, TimeProvider time, ILogger logger)
{
    private const string TicketExtension = ".job";
    private const string ResultExtension = ".result";
    private const string PlaceExtension = ".place";
    private const string NextExtension = ".next";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The wall clock alone says how old what is found on disk is, and it may have jumped by an hour. So what is found is tried
    // for a while, however old it seems, and never for longer than a new one.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SurelyOver = TimeSpan.FromDays(1);

    /// <summary>Why the last thing that was to be written could not be; null where it could.</summary>
    public string? Fault { get; private set; }

    /// <summary>What earlier processes left: tickets that are still good, whether their results are there, and the places that their jobs take.</summary>
    public IReadOnlyList<(CallbackTicket Ticket, bool HasResult, PlaceNote? Place)> Load(TimeSpan expiry)
    {
        List<(CallbackTicket, bool, PlaceNote?)> tickets = [];
        if (!Directory.Exists(directory))
        {
            return tickets;
        }

        foreach (string unfinished in Directory.EnumerateFiles(directory, "*" + NextExtension))
        {
            Delete(unfinished);
        }

        foreach (string path in Directory.EnumerateFiles(directory, "*" + TicketExtension))
        {
            try
            {
                if (Read(path, expiry) is { } ticket && ticket.ExpiresAt + SurelyOver > time.GetUtcNow())
                {
                    tickets.Add((ticket, File.Exists(PathOf(ticket.Token, ResultExtension)), ReadPlace(ticket.Token)));
                }
                else
                {
                    Close(Path.GetFileNameWithoutExtension(path));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.SpoolFails(logger, directory, exception.Message);
            }
        }

        return tickets;
    }

    /// <summary>Writes a ticket down.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Open(CallbackTicket ticket)
    {
        _ = Directory.CreateDirectory(directory);
        Write(ticket.Token, TicketExtension, stream =>
        {
            using Utf8JsonWriter writer = new(stream);
            writer.WriteStartObject();
            writer.WriteString("url"u8, ticket.Url.OriginalString);
            writer.WriteString("job"u8, ticket.Job);
            writer.WriteNumber("expires"u8, ticket.ExpiresAt.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        });
    }

    /// <summary>Writes down which place a job takes. It need survive this process, not the machine: what lies there is then over too.</summary>
    public void Note(CallbackTicket ticket, PlaceNote place)
    {
        try
        {
            Write(
                ticket.Token,
                PlaceExtension,
                stream =>
                {
                    using Utf8JsonWriter writer = new(stream);
                    writer.WriteStartObject();
                    writer.WriteNumber("server"u8, place.Server);
                    writer.WriteString("route"u8, place.Route);
                    writer.WriteNumber("since"u8, place.Since.ToUnixTimeMilliseconds());
                    writer.WriteNumber("lost_after"u8, place.LostAfter.TotalSeconds);
                    writer.WriteEndObject();
                },
                toDisk: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolFails(logger, directory, exception.Message);
        }
    }

    /// <summary>Writes a result down.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Keep(CallbackTicket ticket, CallbackResult result) => Write(ticket.Token, ResultExtension, stream =>
    {
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            foreach (KeyValuePair<string, string> header in result.Headers)
            {
                writer.WriteString(header.Key, header.Value);
            }

            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        stream.Write(result.Body.Span);
    });

    /// <summary>Reads a result; null where it is gone or unreadable.</summary>
    public CallbackResult? Take(CallbackTicket ticket)
    {
        try
        {
            byte[] file = File.ReadAllBytes(PathOf(ticket.Token, ResultExtension));
            int end = file.AsSpan().IndexOf((byte)'\n');
            using JsonDocument head = JsonDocument.Parse(file.AsMemory(0, end));
            return new([.. head.RootElement.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))], file.AsMemory(end + 1));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or ArgumentOutOfRangeException)
        {
            Log.SpoolFails(logger, directory, exception.Message);
            return null;
        }
    }

    /// <summary>Forgets a ticket: the result first, for what is delivered must not be delivered again.</summary>
    public void Close(string token)
    {
        try
        {
            File.Delete(PathOf(token, ResultExtension));
            File.Delete(PathOf(token, PlaceExtension));
            File.Delete(PathOf(token, TicketExtension));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolFails(logger, directory, exception.Message);
        }
    }

    private CallbackTicket? Read(string path, TimeSpan expiry)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            DateTimeOffset expires = DateTimeOffset.FromUnixTimeMilliseconds(json.RootElement.GetProperty("expires").GetInt64());
            TimeSpan left = expires - time.GetUtcNow();
            left = left > expiry ? expiry : left < Grace ? Grace : left;
            long deadline = time.TimestampAfter(left);
            return new(
                Path.GetFileNameWithoutExtension(path), new(json.RootElement.GetProperty("url").GetString()!), json.RootElement.GetProperty("job").GetString()!, expires, deadline);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private PlaceNote? ReadPlace(string token)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(PathOf(token, PlaceExtension)));
            JsonElement note = json.RootElement;
            return new(
                note.GetProperty("server").GetUInt64(),
                note.GetProperty("route").GetString()!,
                DateTimeOffset.FromUnixTimeMilliseconds(note.GetProperty("since").GetInt64()),
                TimeSpan.FromSeconds(note.GetProperty("lost_after").GetDouble()));
        }
        catch (Exception exception) when (exception is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private void Write(string token, string extension, Action<Stream> write, bool toDisk = true)
    {
        string next = PathOf(token, extension + NextExtension);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using (FileStream stream = new(next, options))
            {
                write(stream);
                stream.Flush(flushToDisk: toDisk);
            }

            File.Move(next, PathOf(token, extension), overwrite: true);
            Fault = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Half a result on a full disk would keep it full.
            Delete(next);
            Fault = exception.Message;
            throw;
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nothing was lost with it.
        }
    }

    private string PathOf(string token, string extension) => Path.Combine(directory, token + extension);
}
