using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ReverseProxy.Serving;

namespace ReverseProxy.Callbacks;

/// <summary>
/// Opens connections to where results go. The target was named by somebody outside: its name is resolved here, every
/// address that is not public is dropped, and the connection goes to an address that was looked at, so that no second
/// look-up can change it.
/// </summary>
internal sealed class CallbackConnector(SnapshotHolder snapshots)
{
    /// <summary>Connects, with the TLS handshake where the target wants one.</summary>
    /// <exception cref="IOException">The target has no public address.</exception>
    public async Task<Stream> ConnectAsync(CallbackTarget target, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPNetwork> allowed = snapshots.Current.Configuration.Callbacks.AllowedNetworks;
        IPAddress[] resolved = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        IPAddress[] addresses = Array.FindAll(resolved, address => PublicAddress.IsAllowed(address, allowed));
        if (addresses.Length == 0)
        {
            throw new IOException($"{target.Host} has no public address");
        }

        Stream? stream = null;
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (target.Tls)
            {
                SslStream tls = new(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(new() { TargetHost = target.Host, ApplicationProtocols = [SslApplicationProtocol.Http11] }, cancellationToken);
            }

            return stream;
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }
}
