using System.Buffers;
using System.Text.Json;
using Epistula.AspNetCore.Bodies;

namespace ReverseProxy.Forwarding;

/// <summary>Finds a field of a JSON body without taking the body apart.</summary>
internal static class JsonField
{
    /// <summary>Longer bodies are not looked into, in bytes.</summary>
    public const int LongestBody = 8 * 1024 * 1024;

    /// <summary>The body's bytes in one piece, rented where they are not; null where it is too long to be looked into.</summary>
    public static async ValueTask<IMemoryOwner<byte>?> BytesAsync(SignedBody body, CancellationToken cancellationToken)
    {
        if (body.Length is 0 or > LongestBody)
        {
            return null;
        }

        BodyCopy copy = new((int)body.Length);
        try
        {
            await using Stream stream = body.OpenRead();
            await stream.ReadExactlyAsync(copy.Memory, cancellationToken);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>A field's value: a text as it is, a number or a truth value as it is written; null where there is none.</summary>
    /// <param name="json">The body.</param>
    /// <param name="path">Names joined by dots. Of several fields of one name the last counts, as it does for Python.</param>
    public static string? Find(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            return reader.Read() ? Find(ref reader, path.AsSpan()) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text that is no Unicode: the backend will say so.
            return null;
        }
    }

    private static string? Find(ref Utf8JsonReader reader, ReadOnlySpan<char> path)
    {
        int dot = path.IndexOf('.');
        ReadOnlySpan<char> name = dot < 0 ? path : path[..dot];
        string? found = null;
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            bool matches = reader.ValueTextEquals(name);
            _ = reader.Read();
            if (!matches)
            {
                reader.Skip();
            }
            else if (dot >= 0)
            {
                found = Find(ref reader, path[(dot + 1)..]);
            }
            else
            {
                found = Value(ref reader);
            }
        }

        return found;
    }

    private static string? Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }

    private sealed class BodyCopy(int length) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(length);

        public Memory<byte> Memory => _bytes.AsMemory(0, length);

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
    }
}
