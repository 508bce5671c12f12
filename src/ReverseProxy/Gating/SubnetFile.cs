using System.Text.Json;
using Bittensor.Subnets;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using Substrate.Client;
using Substrate.Cryptography;

namespace ReverseProxy.Gating;

/// <summary>
/// The subnet's state on disk, so that a restart while the chain is down still knows its validators. A file of an unknown
/// version or one that is damaged is as good as none: the chain is there to be asked again.
/// </summary>
internal sealed class SubnetFile(string stateDirectory, ushort netuid)
{
    private const int Version = 1;

    public string Path { get; } = System.IO.Path.Combine(stateDirectory, $"subnet-{netuid}.json");

    /// <summary>Reads what was kept; null where there is nothing.</summary>
    /// <exception cref="SubnetException">There is a file that cannot be used.</exception>
    public SubnetReading? Read(DateTimeOffset now)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path));
            return Read(document.RootElement, now);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new SubnetException($"{Path}: {exception.Message}");
        }
    }

    /// <summary>Keeps a state in place of the one before.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(SubnetReading reading)
    {
        Metagraph metagraph = reading.Metagraph;
        byte[] text = JsonBytes.Object(writer =>
        {
            writer.WriteNumber("version"u8, Version);
            writer.WriteString("genesis"u8, reading.Genesis.ToString());
            writer.WriteNumber("netuid"u8, metagraph.Netuid);
            writer.WriteNumber("block"u8, metagraph.Block);
            writer.WriteNumber("taken_at_ms"u8, metagraph.TakenAt.ToUnixTimeMilliseconds());
            writer.WriteStartArray("neurons"u8);
            foreach (Neuron neuron in metagraph.Neurons.OrderBy(neuron => neuron.Uid))
            {
                Write(writer, neuron);
            }

            writer.WriteEndArray();
        });
        WholeFile.Write(Path, text);
    }

    private static void Write(Utf8JsonWriter writer, Neuron neuron)
    {
        writer.WriteStartObject();
        writer.WriteNumber("uid"u8, neuron.Uid);
        writer.WriteString("hotkey"u8, neuron.Hotkey.ToString());
        writer.WriteBoolean("permit"u8, neuron.HasValidatorPermit);
        writer.WriteNumber("alpha"u8, neuron.AlphaStake);
        writer.WriteNumber("total"u8, neuron.TotalStake);
        writer.WriteNumber("registered"u8, neuron.RegisteredAt);
        writer.WriteEndObject();
    }

    private SubnetReading Read(JsonElement root, DateTimeOffset now)
    {
        int version = root.GetProperty("version").GetInt32();
        if (version != Version || root.GetProperty("netuid").GetUInt16() != netuid)
        {
            throw new FormatException($"it is of version {version} or of another subnet");
        }

        // A clock that was ahead when it was written must not make it young for ever.
        DateTimeOffset takenAt = DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("taken_at_ms").GetInt64());
        return new(
            new Metagraph(
                netuid,
                root.GetProperty("block").GetUInt64(),
                takenAt > now ? now : takenAt,
                [.. root.GetProperty("neurons").EnumerateArray().Select(Neuron)]),
            Hash256.Parse(root.GetProperty("genesis").GetString()!));
    }

    private static Neuron Neuron(JsonElement neuron) => new(
        neuron.GetProperty("uid").GetUInt16(),
        AccountId.Parse(neuron.GetProperty("hotkey").GetString()!),
        neuron.GetProperty("permit").GetBoolean(),
        neuron.GetProperty("alpha").GetUInt64(),
        neuron.GetProperty("total").GetUInt64(),
        neuron.GetProperty("registered").GetUInt64());
}
