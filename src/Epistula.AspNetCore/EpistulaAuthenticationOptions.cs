using Epistula.AspNetCore.Bodies;
using Epistula.Replay;
using Microsoft.AspNetCore.Authentication;
using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace Epistula.AspNetCore;

/// <summary>Settings of the Epistula authentication scheme.</summary>
public sealed class EpistulaAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>The hotkey that requests must be signed for. Required.</summary>
    public string Receiver { get; set; } = string.Empty;

    /// <summary>How old a request may be.</summary>
    /// <value>8 seconds.</value>
    public TimeSpan AllowedAge { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How far ahead of our clock a request may be dated.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan AllowedFuture { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long after its headers a body may take to arrive before the request counts as stale.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan AllowedUpload { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Who may call; empty means everybody with a valid key.</summary>
    public ICollection<AccountId> AllowedSenders { get; } = new HashSet<AccountId>();

    /// <summary>Limits and places for bodies.</summary>
    public SignedBodyOptions Body { get; set; } = new();

    /// <summary>Remembers accepted requests. Null leaves replays unnoticed.</summary>
    /// <value>A window in memory for 65 536 requests, unless set.</value>
    public ReplayWindow? Replays { get; set; } = ReplayWindow.InMemory(65_536);

    /// <summary>Checks signatures.</summary>
    /// <value><see cref="Sr25519Verifier.Default"/>.</value>
    public ISr25519Verifier Signatures { get; set; } = Sr25519Verifier.Default;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (string.IsNullOrWhiteSpace(Receiver))
        {
            throw new InvalidOperationException($"{nameof(EpistulaAuthenticationOptions)}.{nameof(Receiver)} must name the hotkey that requests are signed for");
        }
    }
}
