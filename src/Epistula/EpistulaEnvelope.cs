namespace Epistula;

/// <summary>What the headers of a request claim, as text and unchecked.</summary>
/// <param name="Signature">Hex of the sr25519 signature, beginning with <c>0x</c>.</param>
/// <param name="Timestamp">When it was signed: milliseconds since 1970-01-01 UTC, decimal.</param>
/// <param name="Uuid">A text that makes the request unique. Free text: some callers write a uuid of a wrong time into it.</param>
/// <param name="SignedBy">The sender: an SS58 address of any prefix, or <c>0x</c> and 64 hex digits.</param>
/// <param name="SignedFor">The receiver's hotkey, compared as text.</param>
public readonly record struct EpistulaEnvelope(string Signature, string Timestamp, string Uuid, string SignedBy, string SignedFor);
