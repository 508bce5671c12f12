using System.Text.Json;
using ReverseProxy.Configuration;
using Substrate.Cryptography;

namespace ReverseProxy.Gating;

/// <summary>
/// What the operator allowed and denied while the program ran, beside what the configuration file says. It is kept in
/// the state directory and outlives a restart; the configuration file is never rewritten.
/// </summary>
internal sealed class SenderOverlay
{
    private readonly string _path;
    private readonly Lock _lock = new();
    private SortedSet<string> _allowed = new(StringComparer.Ordinal);
    private SortedSet<string> _denied = new(StringComparer.Ordinal);

    private SenderOverlay(string path) => _path = path;

    public IReadOnlyCollection<string> Allowed => Copy(_allowed);

    public IReadOnlyCollection<string> Denied => Copy(_denied);

    /// <summary>Reads what was kept; nothing where there is no file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It is not ours.</exception>
    public static SenderOverlay Open(string stateDirectory)
    {
        SenderOverlay overlay = new(Path.Combine(stateDirectory, "senders.json"));
        if (File.Exists(overlay._path))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(overlay._path));
            overlay._allowed = Read(document.RootElement, "allowed");
            overlay._denied = Read(document.RootElement, "denied");
        }

        return overlay;
    }

    /// <summary>Allows a sender, and no longer denies it.</summary>
    public void Allow(in AccountId sender) => Change(sender.ToString(), allow: true, deny: false);

    /// <summary>Denies a sender, also one that the configuration allows.</summary>
    public void Deny(in AccountId sender) => Change(sender.ToString(), allow: false, deny: true);

    /// <summary>Leaves a sender to the configuration again.</summary>
    public void Forget(in AccountId sender) => Change(sender.ToString(), allow: false, deny: false);

    /// <summary>The configured lists with what was changed since.</summary>
    public GateSettings ApplyTo(GateSettings settings)
    {
        lock (_lock)
        {
            if (_allowed.Count == 0 && _denied.Count == 0)
            {
                return settings;
            }

            SenderList denied = settings.Denied.With(_denied, without: _allowed);
            return settings with
            {
                // Whether the list is open is the configuration's to say: allowing one sender here shuts nobody else out.
                Allowed = settings.Allowed.With(_allowed, without: _denied),
                Denied = denied,
                Policies = denied.Entries.Count == 0 || settings.Policies.Any(policy => policy.Kind is PolicyKind.DenyList)
                    ? settings.Policies
                    : [new() { Kind = PolicyKind.DenyList, Mode = PolicyMode.Enforce }, .. settings.Policies],
            };
        }
    }

    private static SortedSet<string> Read(JsonElement root, string name) => new(
        root.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray().Select(item => item.GetString()!) : [], StringComparer.Ordinal);

    private string[] Copy(SortedSet<string> senders)
    {
        lock (_lock)
        {
            return [.. senders];
        }
    }

    private static void Set(SortedSet<string> set, string sender, bool present)
    {
        _ = present ? set.Add(sender) : set.Remove(sender);
    }

    private void Change(string sender, bool allow, bool deny)
    {
        lock (_lock)
        {
            Set(_allowed, sender, allow);
            Set(_denied, sender, deny);
            byte[] text = Serving.JsonBytes.Object(writer =>
            {
                Write(writer, "allowed", _allowed);
                Write(writer, "denied", _denied);
            });

            WholeFile.Write(_path, text);
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, SortedSet<string> senders)
    {
        writer.WriteStartArray(name);
        foreach (string sender in senders)
        {
            writer.WriteStringValue(sender);
        }

        writer.WriteEndArray();
    }
}
