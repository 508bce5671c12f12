using System.Collections.Concurrent;
using System.Globalization;
using Epistula.Replay;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;
using ReverseProxy.Limits;
using StackExchange.Redis;
using Substrate.Cryptography;

namespace ReverseProxy.SharedState;

/// <summary>
/// A Redis-compatible store that several replicas share. It never decides alone and is never waited for: where it is
/// away or slow, each replica goes on with its own memory, says so, tells the store what it accepted lately when that is
/// back, which may have forgotten it, and joins again by itself.
/// </summary>
internal sealed class SharedStore : BackgroundService
{
    private const int RecentMaximum = 100_000;
    private const int ToldAtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SharedStateSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<SharedStore> _logger;
    private readonly ConcurrentQueue<(RedisKey Key, long ExpiresAt)> _recent = new();
    private ConnectionMultiplexer? _connection;
    private volatile bool _joined;
    private bool _saidAway;
    private long _left;
    private int _untold;

    public SharedStore(SharedStateSettings settings, TimeProvider time, ILogger<SharedStore> logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
    }

    /// <summary>Whether a text names a store, as far as can be told without asking it.</summary>
    public static bool IsAddress(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether the store takes part in decisions now.</summary>
    public bool Joined => _joined;

    /// <summary>How often it was left for being away or slow.</summary>
    public long Left => Interlocked.Read(ref _left);

    /// <summary>Requests accepted without the store that it is still to be told of.</summary>
    public int Pending => Volatile.Read(ref _untold);

    /// <summary>Accepts a request that this replica has not seen, and takes a token of its sender.</summary>
    public async ValueTask<SharedVerdict> AcceptAsync(ReplayKey request, AccountId sender, BucketRate? rate, long expiresAt)
    {
        RedisKey key = RequestKey(request);
        long lifetime = expiresAt - _time.GetUtcNow().ToUnixTimeMilliseconds();
        Remember(key, expiresAt);
        if (!_joined || lifetime <= 0)
        {
            _ = Interlocked.Increment(ref _untold);
            return default;
        }

        try
        {
            RedisResult[] result = (RedisResult[])(await Database.ScriptEvaluateAsync(
                SharedScripts.Accept,
                [key, $"{_settings.Prefix}sender:{sender}"],
                [lifetime, (rate?.PerSecond ?? 0).ToString(CultureInfo.InvariantCulture), (rate?.Burst ?? 0).ToString(CultureInfo.InvariantCulture)])
                .WaitAsync(_settings.Timeout, _time))!;
            return new(Used: (long)result[0] == 0, Wait: TimeSpan.FromMilliseconds((long)result[1]));
        }
        catch (Exception exception) when (IsAway(exception))
        {
            Leave(exception);
            _ = Interlocked.Increment(ref _untold);
            return default;
        }
    }

    /// <summary>Tells the store how much addresses took here; returns how much they took in all, and for how long that counts.</summary>
    public async ValueTask<IReadOnlyList<(long Total, TimeSpan Left)>?> AddAsync(IReadOnlyList<(string Address, long Count)> counts)
    {
        if (!_joined || counts.Count == 0)
        {
            return null;
        }

        try
        {
            RedisResult[] totals = (RedisResult[])(await Database.ScriptEvaluateAsync(
                SharedScripts.Add,
                [.. counts.Select(count => (RedisKey)$"{_settings.Prefix}address:{count.Address}")],
                [.. counts.Select(count => (RedisValue)count.Count)]).WaitAsync(Interval, _time))!;
            return [.. totals.Select(total => (RedisResult[])total!).Select(pair => ((long)pair[0], TimeSpan.FromMilliseconds((long)pair[1])))];
        }
        catch (Exception exception) when (IsAway(exception))
        {
            Leave(exception);
            return null;
        }
    }

    public override void Dispose()
    {
        _connection?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, _time);
        try
        {
            do
            {
                if (!_joined)
                {
                    await TryJoinAsync(stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private IDatabase Database => _connection!.GetDatabase();

    private static bool IsAway(Exception exception) => exception is RedisException or TimeoutException or ObjectDisposedException;

    private RedisKey RequestKey(ReplayKey request) => $"{_settings.Prefix}used:{request.High:x16}{request.Low:x16}";

    private async Task ConnectAsync()
    {
        if (_connection is not null)
        {
            return;
        }

        ConfigurationOptions options = ConfigurationOptions.Parse(_settings.Redis!);

        // It starts, or comes back, whenever it does; what is asked of it meanwhile fails at once instead of queueing.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;

        // Its reasons stand in our log: the state of the library's threads is no help to an operator.
        options.IncludeDetailInExceptions = false;
        options.ConnectTimeout = 1_000;
        options.AsyncTimeout = 1_000;
        options.ReconnectRetryPolicy = new ExponentialRetry(deltaBackOffMilliseconds: 200, maxDeltaBackOffMilliseconds: 2_000);
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
    }

    private async Task TryJoinAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ConnectAsync();

            // A store that would make every request wait is not joined: it would be left again with the next one.
            _ = await Database.PingAsync().WaitAsync(_settings.Timeout, _time, cancellationToken);
            int told = await TellAsync(cancellationToken);
            _joined = true;
            _saidAway = false;
            Log.Joined(_logger, told);

            // What was accepted between the telling and the joining; what it knows already costs little.
            _ = await TellAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (_saidAway)
            {
                Log.StillAway(_logger, exception.Message);
            }
            else
            {
                _saidAway = true;
                Log.NotJoined(_logger, exception.Message);
            }
        }
    }

    private async Task<int> TellAsync(CancellationToken cancellationToken)
    {
        _ = Interlocked.Exchange(ref _untold, 0);
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        (RedisKey Key, long ExpiresAt)[] recent = [.. _recent.Where(request => request.ExpiresAt > now)];
        foreach ((RedisKey Key, long ExpiresAt)[] some in recent.Chunk(ToldAtOnce))
        {
            await Task.WhenAll(some.Select(request =>
                Database.StringSetAsync(request.Key, "1", TimeSpan.FromMilliseconds(request.ExpiresAt - now), When.NotExists))).WaitAsync(Interval, _time, cancellationToken);
        }

        return recent.Length;
    }

    private void Leave(Exception exception)
    {
        if (_joined)
        {
            _joined = false;
            _saidAway = true;
            _ = Interlocked.Increment(ref _left);
            Log.Left(_logger, exception.Message);
        }
    }

    private void Remember(RedisKey key, long expiresAt)
    {
        _recent.Enqueue((key, expiresAt));
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        while (_recent.TryPeek(out (RedisKey Key, long ExpiresAt) oldest) && (oldest.ExpiresAt <= now || _recent.Count > RecentMaximum))
        {
            _ = _recent.TryDequeue(out _);
        }
    }
}
