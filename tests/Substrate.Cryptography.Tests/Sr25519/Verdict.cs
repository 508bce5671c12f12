namespace Substrate.Cryptography.Tests.Sr25519;

/// <summary>What the verifier of a path says.</summary>
internal sealed record Verdict(string Path, bool Accepted);
