using System.Net;

namespace ReverseProxy.Registration.Probing;

/// <summary>What came of asking one miner.</summary>
/// <param name="State">The verdict.</param>
/// <param name="Detail">The verdict in words; may hold what the other side sent.</param>
/// <param name="Elapsed">How long it took, from looking up the name to the head of the answer.</param>
/// <param name="Address">The IP address that was connected to; null where none was.</param>
/// <param name="CertificateExpires">When the certificate that was shown expires; null where none was.</param>
internal sealed record ProbeResult(ProbeState State, string Detail, TimeSpan Elapsed, IPAddress? Address, DateTimeOffset? CertificateExpires);
