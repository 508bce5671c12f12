using System.Text.Json;
using Epistula;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ReverseProxy.Gating;
using ReverseProxy.Limits;
using ReverseProxy.Routing;
using ReverseProxy.Serving;
using Substrate.Cryptography;

namespace ReverseProxy.Admin;

/// <summary>What the admin interface answers.</summary>
internal sealed class AdminEndpoints
{
    private readonly Dictionary<(string Path, string Method), Func<HttpContext, Task>> _answers;
    private readonly Dictionary<(string Path, string Method), AdminAccess> _access = [];
    private readonly ConfigurationWatch _watch;
    private readonly SenderOverlay _overlay;
    private readonly SnapshotHolder _snapshots;
    private readonly Places _places;
    private readonly StopRequest _stop;
    private readonly ILogger<AdminEndpoints> _logger;

    public AdminEndpoints(
        ConfigurationWatch watch, SenderOverlay overlay, SnapshotHolder snapshots, Places places, StopRequest stop, IEnumerable<IAdminEndpoint> more, ILogger<AdminEndpoints> logger)
    {
        _watch = watch;
        _overlay = overlay;
        _snapshots = snapshots;
        _places = places;
        _stop = stop;
        _logger = logger;
        _answers = new()
        {
            [("/senders", "GET")] = ListAsync,
            [("/senders/allow", "POST")] = context => ChangeAsync(context, _overlay.Allow, "allowed"),
            [("/senders/deny", "POST")] = context => ChangeAsync(context, _overlay.Deny, "denied"),
            [("/senders/forget", "POST")] = context => ChangeAsync(context, _overlay.Forget, "left to the configuration"),
            [("/reload", "POST")] = ReloadAsync,
            [("/drain", "POST")] = DrainAsync,
        };
        foreach (IAdminEndpoint endpoint in more)
        {
            _answers.Add((endpoint.Path, endpoint.Method), endpoint.AnswerAsync);
            _access.Add((endpoint.Path, endpoint.Method), endpoint.Access);
        }
    }

    private delegate void SenderChange(in AccountId sender);

    /// <summary>Finds what answers a request line.</summary>
    public RouteMatch Match(string path, string method, out Func<HttpContext, Task>? answer)
    {
        if (_answers.TryGetValue((path, method), out answer))
        {
            return default;
        }

        string[] methods = [.. _answers.Keys.Where(key => key.Path == path).Select(key => key.Method)];
        return new(null, methods.Length == 0 ? null : string.Join(", ", methods));
    }

    /// <summary>What the caller of a request line must show.</summary>
    public AdminAccess AccessOf(string path, string method) => _access.GetValueOrDefault((path, method));

    private Task ListAsync(HttpContext context)
    {
        GateSettings gate = _snapshots.Current.Configuration.Auth.Gate;
        return Answers.WriteAsync(context, StatusCodes.Status200OK, JsonBytes.Object(writer =>
        {
            writer.WriteBoolean("open"u8, gate.IsOpen);
            WriteList(writer, "allowed", gate.Allowed.Entries);
            WriteList(writer, "denied", gate.Denied.Entries);
            writer.WriteStartObject("changed"u8);
            WriteList(writer, "allowed", _overlay.Allowed);
            WriteList(writer, "denied", _overlay.Denied);
            writer.WriteEndObject();
        }));
    }

    private async Task ChangeAsync(HttpContext context, SenderChange change, string word)
    {
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        string? hotkey = Configuration.PythonJson.Member(request.RootElement, "hotkey") is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        if (hotkey is null || !EpistulaAddress.TryParse(hotkey, out AccountId sender))
        {
            throw new FormatException($"\"{hotkey}\" is not a valid SS58 address");
        }

        change(sender);
        _watch.Refresh();
        Log.SenderChanged(_logger, sender.ToString(), word);
        await ListAsync(context);
    }

    private Task ReloadAsync(HttpContext context)
    {
        IReadOnlyList<string> problems = _watch.TryReload();
        return problems.Count == 0
            ? Answers.WriteAsync(context, StatusCodes.Status200OK, JsonBytes.Object(writer => writer.WriteBoolean("reloaded"u8, true)))
            : Answers.WriteAsync(context, StatusCodes.Status409Conflict, Answers.Detail(string.Join("; ", problems)));
    }

    private Task DrainAsync(HttpContext context)
    {
        int running = _places.Taken;

        // Answered first: the interface goes with the program.
        context.Response.OnCompleted(() =>
        {
            _stop.Set();
            return Task.CompletedTask;
        });
        return Answers.WriteAsync(context, StatusCodes.Status202Accepted, JsonBytes.Object(writer => writer.WriteNumber("running"u8, running)));
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
