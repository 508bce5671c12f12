using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;

namespace ReverseProxy.Tls;

/// <summary>Looks every few seconds whether the certificate's files changed, and once a day at how long they are good for.</summary>
internal sealed class CertificateWatch(CertificateStore store, TimeProvider time, ILogger<CertificateWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnnounceInterval = TimeSpan.FromDays(1);

    // As the files were before anybody was served: a renewal that comes while the server starts is one too.
    private string _seen = Stamp(store);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        DateTimeOffset announced = time.GetUtcNow();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                string now = Stamp(store);

                // A renewal writes two files: both must have settled, or key and certificate are of two minds.
                if (now != _seen && now == await StampAfterAsync(stoppingToken))
                {
                    _seen = now;
                    if (store.Reload())
                    {
                        Log.Reloaded(logger);
                    }
                }

                if (time.GetUtcNow() - announced > AnnounceInterval)
                {
                    announced = time.GetUtcNow();
                    store.Announce();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private static string Stamp(CertificateStore store) => string.Join('|', store.Paths.Select(FileStamp.Of));

    private async Task<string> StampAfterAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
        return Stamp(store);
    }
}
