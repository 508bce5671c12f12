using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ReverseProxy.Serving;

/// <summary>
/// Listening sockets that a service manager opened and passed on, as systemd does: file descriptors from 3 on, and
/// LISTEN_PID says for whom they are. They stay open while the program restarts, so connections wait instead of failing.
/// </summary>
internal static class InheritedSockets
{
    private const int First = 3;
    private const int Most = 64;

    public static IReadOnlyList<EndPoint> Find() =>
        Number("LISTEN_PID") == Environment.ProcessId && Number("LISTEN_FDS") is { } count and > 0 and <= Most
            ? [.. Enumerable.Range(First, count).Select(descriptor => new FileHandleEndPoint((ulong)descriptor, FileHandleType.Auto))]
            : [];

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
