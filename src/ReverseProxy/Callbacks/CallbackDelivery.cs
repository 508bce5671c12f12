using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ReverseProxy.Callbacks;

/// <summary>Delivers what is owed, each result again and again with growing pauses until a 2xx or until its time is over.</summary>
internal sealed class CallbackDelivery(CallbackDesk desk, CallbackClient client, JobRecord record, TimeProvider time, ILogger<CallbackDelivery> logger) : BackgroundService
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
            await foreach ((CallbackTicket ticket, bool mayHaveArrived) in desk.Due.ReadAllAsync(stoppingToken))
            {
                _ = running.RemoveAll(task => task.IsCompleted);
                running.Add(DeliverAsync(ticket, mayHaveArrived, stoppingToken));
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; what is owed lies on disk.
        }

        await Task.WhenAll([.. running, sweeping]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task DeliverAsync(CallbackTicket ticket, bool mayHaveArrived, CancellationToken stoppingToken)
    {
        long came = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        for (int tries = 1; ; tries++)
        {
            // Once in doubt, always: the receiver may be slow, and take it after the next try was refused.
            if (mayHaveArrived && await HasArrivedAsync(ticket, stoppingToken))
            {
                return;
            }

            Delivery delivery = await TryAsync(ticket, stoppingToken);
            if (delivery.IsDone)
            {
                Log.Delivered(logger, ticket.Job, ticket.Url.Host, tries, Math.Round(time.GetElapsedTime(came).TotalSeconds, 3));
                return;
            }

            mayHaveArrived |= delivery.MayHaveArrived;
            if (delivery.IsGone || desk.Left(ticket) <= pause)
            {
                if (!mayHaveArrived || !await HasArrivedAsync(ticket, stoppingToken))
                {
                    desk.GiveUp(ticket, delivery.IsGone ? "it is not readable any more" : $"{ticket.Url.Host} did not take it in time: {delivery.Fault}");
                }

                return;
            }

            desk.Fates.Count(CallbackFate.Retried);
            Log.NotDelivered(logger, ticket.Job, ticket.Url.Host, tries, delivery.Fault!, pause.TotalSeconds);
            await Task.Delay(pause, time, stoppingToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> HasArrivedAsync(CallbackTicket ticket, CancellationToken stoppingToken)
    {
        if (!await record.IsDoneAsync(ticket.Job, stoppingToken))
        {
            return false;
        }

        Log.ArrivedBefore(logger, ticket.Job, ticket.Url.Host);
        desk.Settle(ticket);
        return true;
    }

    private async Task<Delivery> TryAsync(CallbackTicket ticket, CancellationToken stoppingToken)
    {
        await _lines.WaitAsync(stoppingToken);
        try
        {
            if (desk.ResultOf(ticket) is not { } result)
            {
                return Delivery.Gone;
            }

            Delivery delivery = await client.DeliverAsync(ticket, result, stoppingToken);
            if (delivery.IsDone)
            {
                desk.Settle(ticket);
            }

            return delivery;
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
