using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ReverseProxy.Callbacks;

/// <summary>Delivers what is owed, each result again and again with growing pauses until a 2xx or until its time is over.</summary>
internal sealed class CallbackDelivery(CallbackDesk desk, CallbackClient client, TimeProvider time, ILogger<CallbackDelivery> logger) : BackgroundService
{
    private const int AtOnce = 16;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _lines = new(AtOnce);

    public override void Dispose()
    {
        _lines.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task sweeping = SweepAsync(stoppingToken);
        List<Task> running = [];
        try
        {
            await foreach (CallbackTicket ticket in desk.Due.ReadAllAsync(stoppingToken))
            {
                _ = running.RemoveAll(task => task.IsCompleted);
                running.Add(DeliverAsync(ticket, stoppingToken));
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; what is owed lies on disk.
        }

        await Task.WhenAll([.. running, sweeping]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task DeliverAsync(CallbackTicket ticket, CancellationToken stoppingToken)
    {
        long came = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        for (int tries = 1; ; tries++)
        {
            string? fault = await TryAsync(ticket, stoppingToken);
            if (fault is null)
            {
                Log.Delivered(logger, ticket.Job, ticket.Url.Host, tries, Math.Round(time.GetElapsedTime(came).TotalSeconds, 3));
                return;
            }

            if (fault.Length == 0 || desk.Left(ticket) <= pause)
            {
                desk.GiveUp(ticket, fault.Length == 0 ? "it is not readable any more" : $"{ticket.Url.Host} did not take it in time: {fault}");
                return;
            }

            desk.Fates.Count(CallbackFate.Retried);
            Log.NotDelivered(logger, ticket.Job, ticket.Url.Host, tries, fault, pause.TotalSeconds);
            await Task.Delay(pause, time, stoppingToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Tries once: null where it was delivered, nothing where there is nothing to deliver, else what was wrong.</summary>
    private async Task<string?> TryAsync(CallbackTicket ticket, CancellationToken stoppingToken)
    {
        await _lines.WaitAsync(stoppingToken);
        try
        {
            if (desk.ResultOf(ticket) is not { } result)
            {
                return string.Empty;
            }

            string? fault = await client.DeliverAsync(ticket, result, stoppingToken);
            if (fault is null)
            {
                desk.Settle(ticket);
            }

            return fault;
        }
        finally
        {
            _ = _lines.Release();
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            desk.Sweep();
        }
    }
}
