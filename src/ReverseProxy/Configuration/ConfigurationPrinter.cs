using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>Prints the merged configuration with each value's source.</summary>
internal static class ConfigurationPrinter
{
    public static void Print(ConfigurationReading reading, bool json, TextWriter output)
    {
        if (json)
        {
            PrintJson(reading, output);
            return;
        }

        int width = reading.Settings.Max(setting => setting.Key.Length);
        foreach (ReadSetting setting in reading.Settings)
        {
            output.WriteLine($"{setting.Key.PadRight(width)} = {setting.Value}    # {setting.Origin}");
        }

        foreach (string warning in reading.Warnings)
        {
            output.WriteLine("# warning: " + warning);
        }
    }

    private static void PrintJson(ConfigurationReading reading, TextWriter output)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new() { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("file"u8, reading.FilePath);
            writer.WriteStartObject("settings"u8);
            foreach (ReadSetting setting in reading.Settings)
            {
                writer.WriteStartObject(setting.Key);
                writer.WritePropertyName("value"u8);

                // Values are kept as one would write them in the file, which is JSON.
                writer.WriteRawValue(setting.Value);
                writer.WriteString("source"u8, setting.Origin);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteStartArray("warnings"u8);
            foreach (string warning in reading.Warnings)
            {
                writer.WriteStringValue(warning);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
