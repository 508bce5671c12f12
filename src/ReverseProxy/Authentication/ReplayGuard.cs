using Epistula.Replay;
using Microsoft.Extensions.Logging;
using ReverseProxy.Limits;
using ReverseProxy.Serving;
using ReverseProxy.SharedState;

namespace ReverseProxy.Authentication;

/// <summary>
/// Remembers accepted requests: those of known senders and those of others apart, so that no stranger can use up the
/// room that a validator's requests need; and asks the store that replicas share, where there is one.
/// </summary>
internal sealed class ReplayGuard : IDisposable
{
    private readonly ReplayWindow _known;
    private readonly ReplayWindow _others;
    private readonly SharedStore? _shared;

    private ReplayGuard(ReplayWindow known, ReplayWindow others, SharedStore? shared)
    {
        _known = known;
        _others = others;
        _shared = shared;
    }

    /// <summary>Whether accepted requests are remembered beyond a restart.</summary>
    public bool Persistent => _known.Persistent && _others.Persistent;

    /// <summary>Opens the guard's files. Where that fails it remembers in memory only, and says so: serving comes first.</summary>
    public static ReplayGuard Open(string stateDirectory, int port, long capacity, SharedStore? shared, ILogger logger) =>
        new(
            OpenOne(Path.Combine(stateDirectory, $"replay-{port}-known.window"), capacity, logger),
            OpenOne(Path.Combine(stateDirectory, $"replay-{port}-others.window"), capacity, logger),
            shared);

    /// <summary>Accepts a request once. Own memory first: it is nearer, and it is what is left when the store is away.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="key">Its fingerprint.</param>
    /// <param name="staleAfter">When no copy of it may arrive any more.</param>
    /// <param name="tooLateAfter">When no copy of it may have been accepted any more, however slowly its body came: what other replicas need.</param>
    /// <param name="horizon">When the oldest request arrived that this replica has yet to judge.</param>
    public ValueTask<(ReplayVerdict Verdict, TimeSpan Wait)> TryUseAsync(Exchange exchange, ReplayKey key, long staleAfter, long tooLateAfter, long horizon)
    {
        ReplayVerdict own = (exchange.SenderIsKnown ? _known : _others).TryUse(key, staleAfter, horizon);
        return own is ReplayVerdict.Fresh && _shared is not null
            ? AskAsync(_shared, exchange, key, tooLateAfter)
            : new((own, TimeSpan.Zero));
    }

    public void Dispose()
    {
        _known.Dispose();
        _others.Dispose();
    }

    private static async ValueTask<(ReplayVerdict Verdict, TimeSpan Wait)> AskAsync(SharedStore shared, Exchange exchange, ReplayKey key, long expiresAt)
    {
        SharedVerdict verdict = await shared.AcceptAsync(key, exchange.Sender!.Value, RequestLimits.SenderRate(exchange), expiresAt);
        return (verdict.Used ? ReplayVerdict.Used : ReplayVerdict.Fresh, verdict.Wait);
    }

    private static ReplayWindow OpenOne(string path, long capacity, ILogger logger)
    {
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return ReplayWindow.Open(path, capacity);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.ReplaysInMemory(logger, path, exception.Message);
            return ReplayWindow.InMemory(capacity);
        }
    }
}
