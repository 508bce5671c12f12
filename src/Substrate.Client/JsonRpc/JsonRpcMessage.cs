using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Substrate.Client.JsonRpc;

/// <summary>
/// A message from a node: an answer (with an id) or a notification (with a subscription). Its parts stay where they are in
/// the message; nothing is copied.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct JsonRpcMessage
{
    /// <summary>The id of the call that is answered; null where there is none, or none of ours.</summary>
    public long? Id { get; private init; }

    /// <summary>The subscription that is notified, as the JSON of its id; null for an answer.</summary>
    public string? Subscription { get; private init; }

    /// <summary>What was answered or notified.</summary>
    public ReadOnlyMemory<byte> Result { get; private init; }

    /// <summary>The error that was answered with; empty for none.</summary>
    public ReadOnlyMemory<byte> Error { get; private init; }

    /// <summary>Takes a message apart; a batch of answers has several.</summary>
    /// <returns>What could be understood; nothing for garbage.</returns>
    public static IReadOnlyList<JsonRpcMessage> ReadAll(ReadOnlyMemory<byte> message)
    {
        List<JsonRpcMessage> messages = [];
        try
        {
            Utf8JsonReader reader = new(message.Span, JsonText.ReaderOptions);
            _ = reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Add(messages, ref reader, message);
                }
            }
            else
            {
                Add(messages, ref reader, message);
            }
        }
        catch (JsonException)
        {
            // A node that babbles is put up with: what was understood before counts, and calls have their time limit.
        }

        return messages;
    }

    /// <summary>The error as an exception for the method that was called.</summary>
    public JsonRpcException ErrorOf(string method)
    {
        JsonElement error = new JsonRpcResult(method, Error).AsElement();
        int code = 0;
        if (error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("code", out JsonElement number)
            && number.ValueKind == JsonValueKind.Number)
        {
            _ = number.TryGetInt32(out code);
        }

        string text = ForeignText.Clean(Text(error, "message") ?? error.GetRawText());
        return new JsonRpcException(method, code, text, Text(error, "data") is string data ? ForeignText.Clean(data) : null);
    }

    private static string? Text(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty(name, out JsonElement member)
        && member.ValueKind != JsonValueKind.Null
            ? JsonText.Of(member) ?? member.GetRawText()
            : null;

    private static void Add(List<JsonRpcMessage> messages, ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
        }
        else if (TryRead(ref reader, message, out JsonRpcMessage? read))
        {
            messages.Add(read.Value);
        }
    }

    private static bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message, [NotNullWhen(true)] out JsonRpcMessage? read)
    {
        long? id = null;
        string? subscription = null;
        ReadOnlyMemory<byte> result = default;
        ReadOnlyMemory<byte> error = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                id = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) ? number : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                result = Slice(ref reader, message);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                error = Slice(ref reader, message);
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                ReadParameters(ref reader, message, ref subscription, ref result, ref error);
            }
            else
            {
                _ = Slice(ref reader, message);
            }
        }

        // A null error is no error: some servers write both members.
        error = error.Span.SequenceEqual("null"u8) ? default : error;
        read = new JsonRpcMessage { Id = id, Subscription = subscription, Result = result, Error = error };
        return result.Length > 0 || error.Length > 0;
    }

    private static void ReadParameters(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> message,
        ref string? subscription,
        ref ReadOnlyMemory<byte> result,
        ref ReadOnlyMemory<byte> error)
    {
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("subscription"u8))
            {
                subscription = Encoding.UTF8.GetString(Slice(ref reader, message).Span);
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                result = Slice(ref reader, message);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                error = Slice(ref reader, message);
            }
            else
            {
                _ = Slice(ref reader, message);
            }
        }
    }

    /// <summary>The JSON of the value that follows.</summary>
    private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
    {
        _ = reader.Read();
        long start = reader.TokenStartIndex;
        reader.Skip();
        return message[(int)start..(int)reader.BytesConsumed];
    }
}
