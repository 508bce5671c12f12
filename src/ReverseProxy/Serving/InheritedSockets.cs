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

    /// <summary>The name (FileDescriptorName=) of the socket where backends deliver results; all others are for callers.</summary>
    private const string ForCallbacks = "callbacks";

    /// <summary>The sockets for callers; none where none were passed on.</summary>
    public static IReadOnlyList<EndPoint> ForCallers() => Find(name => name != ForCallbacks);

    /// <summary>The sockets where backends deliver results.</summary>
    public static IReadOnlyList<EndPoint> ForResults() => Find(name => name == ForCallbacks);

    private static EndPoint[] Find(Predicate<string> named)
    {
        if (Number("LISTEN_PID") != Environment.ProcessId || Number("LISTEN_FDS") is not { } count || count is < 1 or > Most)
        {
            return [];
        }

        string[] names = (Environment.GetEnvironmentVariable("LISTEN_FDNAMES") ?? string.Empty).Split(':');
        return
        [
            .. from index in Enumerable.Range(0, count)
               where named(index < names.Length ? names[index] : string.Empty)
               select new FileHandleEndPoint((ulong)(First + index), FileHandleType.Auto),
        ];
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
