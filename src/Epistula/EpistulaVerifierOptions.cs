namespace Epistula;

/// <summary>What an <see cref="EpistulaVerifier"/> tolerates.</summary>
public sealed record EpistulaVerifierOptions
{
    /// <summary>The hotkey that requests must be signed for, compared as text.</summary>
    public required string Receiver { get; init; }

    /// <summary>How old a request may be, in milliseconds; a request of exactly this age passes.</summary>
    /// <value>8000.</value>
    public long AllowedDeltaMilliseconds { get; init; } = 8_000;

    /// <summary>How far ahead of our clock a request may be dated, in milliseconds.</summary>
    /// <value>60 000: wide, because a validator with a fast clock must not be lost, while replay protection stays bounded.</value>
    public long AllowedFutureMilliseconds { get; init; } = 60_000;
}
