using System.Text.Json;

namespace Substrate.Client.Submission;

/// <summary>A state of a watched extrinsic with what the node says about it.</summary>
/// <param name="State">The state.</param>
/// <param name="Hash">The block that it is in, was in, or is final in; for an usurped one the extrinsic that took its place.</param>
/// <param name="Detail">What else the node says, as JSON: the peers it was passed on to, why it is invalid.</param>
public sealed record TransactionStatus(TransactionState State, Hash256? Hash = null, string? Detail = null)
{
    /// <summary>True where nothing follows.</summary>
    public bool IsLast => State
        is TransactionState.FinalityTimeout or TransactionState.Finalized or TransactionState.Usurped or TransactionState.Dropped or TransactionState.Invalid;

    /// <summary>
    /// Reads a notification. States without a hash come as a text (<c>"ready"</c>) from a node and as an object
    /// (<c>{"ready":null}</c>) from others; letters are capital here and small there.
    /// </summary>
    /// <returns>Whether it is a state that is known.</returns>
    public static bool TryRead(JsonElement notification, out TransactionStatus status)
    {
        status = new TransactionStatus(TransactionState.Invalid);
        return notification.ValueKind switch
        {
            JsonValueKind.String => TryRead(notification.GetString()!, content: default, out status),
            JsonValueKind.Object when notification.EnumerateObject().ToArray() is [JsonProperty only] => TryRead(only.Name, only.Value, out status),
            _ => false,
        };
    }

    private static bool TryRead(string name, JsonElement content, out TransactionStatus status)
    {
        TransactionState? state = name.ToLowerInvariant() switch
        {
            "future" => TransactionState.Future,
            "ready" => TransactionState.Ready,
            "broadcast" => TransactionState.Broadcast,
            "inblock" => TransactionState.InBlock,
            "retracted" => TransactionState.Retracted,
            "finalitytimeout" => TransactionState.FinalityTimeout,
            "finalized" => TransactionState.Finalized,
            "usurped" => TransactionState.Usurped,
            "dropped" => TransactionState.Dropped,
            "invalid" => TransactionState.Invalid,
            _ => null,
        };
        Hash256 hash = default;
        bool hasHash = content.ValueKind == JsonValueKind.String && Hash256.TryParse(content.GetString(), out hash);
        bool hasDetail = !hasHash && content.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
        status = new TransactionStatus(state ?? TransactionState.Invalid, hasHash ? hash : null, hasDetail ? content.GetRawText() : null);
        return state is not null && (hasHash || !NeedsHash(status.State));
    }

    private static bool NeedsHash(TransactionState state) =>
        state is TransactionState.InBlock or TransactionState.Retracted or TransactionState.FinalityTimeout or TransactionState.Finalized;
}
