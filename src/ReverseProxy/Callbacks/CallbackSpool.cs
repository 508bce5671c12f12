using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ReverseProxy.Callbacks;

/// <summary>
/// Tickets and results on disk, readable by nobody else. A ticket is <c>token.job</c>; its result is <c>token.result</c>,
/// which appears whole or not at all: one line of JSON with the headers, then the body.
/// </summary>
internal sealed class CallbackSpool(string directory, TimeProvider time, ILogger logger)
{
    private const string TicketExtension = ".job";
    private const string ResultExtension = ".result";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What earlier processes left: tickets that are still good, and whether their results are there.</summary>
    public IReadOnlyList<(CallbackTicket Ticket, bool HasResult)> Load()
    {
        List<(CallbackTicket, bool)> tickets = [];
        if (!Directory.Exists(directory))
        {
            return tickets;
        }

        foreach (string path in Directory.EnumerateFiles(directory, "*" + TicketExtension))
        {
            try
            {
                if (Read(path) is { } ticket && ticket.ExpiresAt > time.GetUtcNow())
                {
                    tickets.Add((ticket, File.Exists(PathOf(ticket.Token, ResultExtension))));
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
            File.Delete(PathOf(token, TicketExtension));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolFails(logger, directory, exception.Message);
        }
    }

    private CallbackTicket? Read(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            DateTimeOffset expires = DateTimeOffset.FromUnixTimeMilliseconds(json.RootElement.GetProperty("expires").GetInt64());
            long deadline = time.GetTimestamp() + (long)((expires - time.GetUtcNow()).TotalSeconds * time.TimestampFrequency);
            return new(
                Path.GetFileNameWithoutExtension(path), new(json.RootElement.GetProperty("url").GetString()!), json.RootElement.GetProperty("job").GetString()!, expires, deadline);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private void Write(string token, string extension, Action<Stream> write)
    {
        string next = PathOf(token, extension + ".next");
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (FileStream stream = new(next, options))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, PathOf(token, extension), overwrite: true);
    }

    private string PathOf(string token, string extension) => Path.Combine(directory, token + extension);
}
