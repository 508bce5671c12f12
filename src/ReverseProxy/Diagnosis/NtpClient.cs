using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;

namespace ReverseProxy.Diagnosis;

/// <summary>Asks one NTP server once (RFC 5905, as a client of SNTP).</summary>
internal static class NtpClient
{
    private const int Length = 48;
    private const int ReceivedAt = 32;
    private const int SentAt = 40;
    private const byte Version4Client = 0x23;

    private static readonly DateTimeOffset Era = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far our clock is behind the server's.</summary>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    /// <exception cref="FormatException">Its answer is none.</exception>
    public static async Task<TimeSpan> OffsetAsync(string server, TimeProvider time, CancellationToken cancellationToken)
    {
        int colon = server.LastIndexOf(':');
        using UdpClient client = new();
        client.Connect(server[..colon], int.Parse(server[(colon + 1)..], CultureInfo.InvariantCulture));
        byte[] request = new byte[Length];
        request[0] = Version4Client;
        DateTimeOffset sent = time.GetUtcNow();
        _ = await client.SendAsync(request, cancellationToken);
        UdpReceiveResult answer = await client.ReceiveAsync(cancellationToken);
        DateTimeOffset received = time.GetUtcNow();

        // A server whose own clock is not set says so by stratum 0 or above 15.
        if (answer.Buffer.Length < Length || (answer.Buffer[0] & 7) != 4 || answer.Buffer[1] is 0 or > 15)
        {
            throw new FormatException("the answer is no time");
        }

        return ((Read(answer.Buffer, ReceivedAt) - sent) + (Read(answer.Buffer, SentAt) - received)) / 2;
    }

    private static DateTimeOffset Read(byte[] packet, int offset)
    {
        uint seconds = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(offset));
        uint fraction = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(offset + sizeof(uint)));

        // The count of seconds came round in 2036: small numbers are of the next era.
        long full = seconds < 0x8000_0000 ? seconds + (1L << 32) : seconds;
        return Era.AddSeconds(full).AddMilliseconds(fraction * 1000.0 / (1L << 32));
    }
}
