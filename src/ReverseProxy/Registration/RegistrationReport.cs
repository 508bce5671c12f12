using Substrate.Client;
using Substrate.Cryptography;

namespace ReverseProxy.Registration;

/// <summary>What is known about a registration; filled in as it goes on, so that it can be told whenever it ends.</summary>
internal sealed class RegistrationReport
{
    public RegistrationStatus Status { get; set; } = RegistrationStatus.Failed;

    public AccountId? Hotkey { get; set; }

    /// <summary>The node that was asked; null where none was.</summary>
    public string? Endpoint { get; set; }

    public ushort? Uid { get; set; }

    /// <summary>The newest signed extrinsic; null where none was signed.</summary>
    public Hash256? Extrinsic { get; set; }

    /// <summary>The first block that may not include the extrinsic any more.</summary>
    public ulong? Death { get; set; }

    /// <summary>The block that the commitment is in.</summary>
    public Hash256? Block { get; set; }

    public ulong? BlockNumber { get; set; }

    public List<string> Warnings { get; } = [];
}
