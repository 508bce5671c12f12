using System.Net;
using System.Net.Sockets;

namespace ReverseProxy.Registration.Probing;

/// <summary>Connects to several addresses of one host at once, and keeps the first connection: one dead address must not hide another.</summary>
internal static class FirstSocket
{
    /// <exception cref="SocketException">None can be connected to; the reason is the first one's.</exception>
    public static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<Socket>> attempts = [.. addresses.Select(address => ConnectAsync(address, port, stop.Token))];
        Task<Socket> first = attempts[0];
        while (attempts.Count > 0)
        {
            Task<Socket> done = await Task.WhenAny(attempts);
            _ = attempts.Remove(done);
            if (done.IsCompletedSuccessfully)
            {
                await stop.CancelAsync();
                foreach (Task<Socket> late in attempts)
                {
                    _ = late.ContinueWith(CloseAsync, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                }

                return await done;
            }
        }

        return await first;
    }

    private static void CloseAsync(Task<Socket> late)
    {
        if (late.IsCompletedSuccessfully)
        {
            late.Result.Dispose();
        }
    }

    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
