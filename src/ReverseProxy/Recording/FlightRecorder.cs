using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Recording;

/// <summary>
/// Keeps the trails of the last requests. A request leaves its trail in a queue and goes on; the files are written
/// beside. Where the queue is full the trail is dropped and counted: no request waits for a disk.
/// </summary>
internal sealed class FlightRecorder(ProxyServerOptions options, ILogger<FlightRecorder> logger) : BackgroundService, IMeasured, IAsyncDisposable
{
    private const int Queue = 4_096;
    private const int Batch = 256;
    private const int SubscribersMaximum = 16;

    // Trails come in crowds: a moment's pause makes one write of many, and wakes no thread for each.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly TrailBudget _budget = new(options.Time);
    private readonly Channel<Trail> _queue = Channel.CreateBounded<Trail>(new BoundedChannelOptions(Queue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly ConcurrentDictionary<ChannelWriter<Trail>, byte> _subscribers = new();
    private readonly RecorderSettings _settings = options.Reading.Configuration.Recorder;
    private readonly TrailFiles _files = TrailFiles.Of(options.Reading.Configuration.Server);
    private long _recorded;
    private long _overBudget;
    private long _dropped;
    private TrailRing? _ring;
    private bool _failing;

    /// <summary>Whether trails are kept.</summary>
    public bool IsOn => _settings.Size > 0;

    /// <summary>Keeps the trail of a request that is over.</summary>
    public void Record(Exchange exchange)
    {
        if (!IsOn)
        {
            return;
        }

        if (!_budget.TryTake(exchange))
        {
            _ = Interlocked.Increment(ref _overBudget);
            return;
        }

        Trail trail = TrailMaker.Make(exchange, options.Time.GetUtcNow() - (exchange.Stages.After(exchange.Started, Stage.Ended) ?? default));
        _ = Interlocked.Increment(ref _queue.Writer.TryWrite(trail) ? ref _recorded : ref _dropped);
    }

    /// <summary>The newest trails that are kept, the newest first.</summary>
    public IReadOnlyList<Trail> Newest(int count) => IsOn ? _files.Newest(count) : [];

    /// <summary>Trails as they come, for somebody who looks on; null where too many do. Who is too slow misses some.</summary>
    public ChannelReader<Trail>? Subscribe(CancellationToken cancellationToken)
    {
        if (_subscribers.Count >= SubscribersMaximum)
        {
            return null;
        }

        Channel<Trail> channel = Channel.CreateBounded<Trail>(new BoundedChannelOptions(Batch) { FullMode = BoundedChannelFullMode.DropOldest });
        _ = _subscribers.TryAdd(channel.Writer, 0);
        _ = cancellationToken.Register(() =>
        {
            _ = _subscribers.TryRemove(channel.Writer, out _);
            _ = channel.Writer.TryComplete();
        });
        return channel.Reader;
    }

    public void Register(Meter meter) => meter.CreateObservableCounter(
        "reverse_proxy.recorder.trails",
        () => new Measurement<long>[]
        {
            new(Interlocked.Read(ref _recorded), new KeyValuePair<string, object?>("fate", "recorded")),
            new(Interlocked.Read(ref _overBudget), new KeyValuePair<string, object?>("fate", "over_budget")),
            new(Interlocked.Read(ref _dropped), new KeyValuePair<string, object?>("fate", "dropped")),
        },
        "{trail}",
        "Trails of requests by what became of them; dropped ones mean that the disk is too slow.");

    /// <summary>Serving has ended: what is in the queue is still written.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await EndAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _ = EndAsync();
        base.Dispose();
    }

    /// <summary>The same where nobody stopped it first: once it is over, nothing is written any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsOn)
        {
            return;
        }

        ArrayBufferWriter<byte> lines = new(64 * 1024);
        using Utf8JsonWriter writer = new(lines);
        List<Trail> batch = new(Batch);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Batch && _queue.Reader.TryRead(out Trail? trail))
            {
                Append(lines, writer, trail);
                batch.Add(trail);
            }

            TryWrite(lines.WrittenSpan);

            // After the file: who is told of a trail can find it.
            foreach (Trail trail in batch)
            {
                foreach (ChannelWriter<Trail> subscriber in _subscribers.Keys)
                {
                    _ = subscriber.TryWrite(trail);
                }
            }

            bool caughtUp = batch.Count < Batch;
            lines.ResetWrittenCount();
            batch.Clear();
            if (caughtUp && !_queue.Reader.Completion.IsCompleted)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
        }

        _ring?.Dispose();
    }

    private Task EndAsync()
    {
        _ = _queue.Writer.TryComplete();
        return ExecuteTask ?? Task.CompletedTask;
    }

    private static void Append(ArrayBufferWriter<byte> lines, Utf8JsonWriter writer, Trail trail)
    {
        JsonSerializer.Serialize(writer, trail, TrailJson.Default.Trail);
        writer.Flush();
        writer.Reset();
        lines.Write("\n"u8);
    }

    private void TryWrite(ReadOnlySpan<byte> lines)
    {
        try
        {
            if (_ring is { IsThere: false })
            {
                // Somebody removed its file, or the whole directory: what is written now would be read by nobody.
                _ring.Dispose();
                _ring = null;
            }

            _ring ??= TrailRing.Open(_files, _settings.Size);
            _ring.Write(lines);
            _failing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_failing)
            {
                _failing = true;
                Log.NotKept(logger, _files.Directory, exception.Message);
            }
        }
    }
}
