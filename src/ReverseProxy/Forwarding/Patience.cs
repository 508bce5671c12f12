using System.Diagnostics;
using ReverseProxy.Serving;

namespace ReverseProxy.Forwarding;

/// <summary>How long a request's caller still waits: until it hangs up, and on some routes until a deadline.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource? _source;

    public Patience(Exchange exchange, ForwardingPlan plan)
    {
        _aborted = exchange.Context.RequestAborted;
        FinishBy = exchange.Started + (long?)(plan.FinishWithin?.TotalSeconds * Stopwatch.Frequency);
        if (plan.Deadline is not { } deadline)
        {
            return;
        }

        Deadline = exchange.Started + (long)(deadline.TotalSeconds * Stopwatch.Frequency);
        if (plan.AsyncHandoff)
        {
            TimeSpan left = deadline - Stopwatch.GetElapsedTime(exchange.Started);
            _source = CancellationTokenSource.CreateLinkedTokenSource(_aborted);
            _source.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    /// <summary>When the caller stops waiting, as a <see cref="Stopwatch"/> timestamp; null where that is not known.</summary>
    public long? Deadline { get; }

    /// <summary>When the job is of no use any more, as a <see cref="Stopwatch"/> timestamp; null where that is not known.</summary>
    public long? FinishBy { get; }

    /// <summary>Cancelled when there is no use in going on.</summary>
    public CancellationToken Token => _source?.Token ?? _aborted;

    /// <summary>Whether the deadline has passed while the caller was still there.</summary>
    public bool IsOver => _source is { IsCancellationRequested: true } && !_aborted.IsCancellationRequested;

    /// <summary>The caller gets its answer: from now on only hanging up ends it.</summary>
    public void Suffices() => _source?.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => _source?.Dispose();
}
