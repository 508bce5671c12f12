using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Submission;

/// <summary>A state of a watched extrinsic with what the node says about it.</summary>
/// <param name="State">The state.</param>
/// <param name="Hash">The block that it is in, was in, or is final in; for an usurped one the extrinsic that took its place.</param>
/// <param name="Detail">What else the node says, as JSON: the peers it was passed on to, why it is invalid.</param>
public sealed record TransactionStatus(TransactionState State, Hash256? Hash = null, string? Detail = null)
{
    /// <summary>True where nothing follows.</summary>
    public bool IsLast => State
        is TransactionState.FinalityTimeout
        or TransactionState.Finalized
        or TransactionState.Usurped
        or TransactionState.Dropped
        or TransactionState.Invalid;

    /// <summary>
    /// Reads a notification. States without a hash come as a text (<c>"ready"</c>) from a node and as an object
    /// (<c>{"ready":null}</c>) from others; letters are capital here and small there.
    /// </summary>
    /// <param name="notification">The notification.</param>
    /// <param name="status">Receives the state; null where it is none that is known.</param>
    /// <returns>Whether it is a state that is known.</returns>
    public static bool TryRead(JsonElement notification, [NotNullWhen(true)] out TransactionStatus? status)
    {
        status = notification.ValueKind switch
        {
            JsonValueKind.String => Read(JsonText.Of(notification) ?? "", content: default),
            JsonValueKind.Object when notification.EnumerateObject().ToArray() is [JsonProperty only] =>
                Read(JsonText.NameOf(only) ?? "", only.Value),
            _ => null,
        };
        return status is not null;
    }

    private static TransactionStatus? Read(string name, JsonElement content)
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
        bool hasHash = Hash256.TryParse(JsonText.Of(content), out hash);
        if (state is not TransactionState known || (NeedsHash(known) && !hasHash))
        {
            return null;
        }

        bool hasDetail = !hasHash && content.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
        return new TransactionStatus(known, hasHash ? hash : null, hasDetail ? ForeignText.Clean(content.GetRawText()) : null);
    }

    private static bool NeedsHash(TransactionState state) =>
        state is TransactionState.InBlock or TransactionState.Retracted or TransactionState.FinalityTimeout or TransactionState.Finalized;
}
