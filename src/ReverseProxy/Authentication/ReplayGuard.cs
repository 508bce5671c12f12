using Epistula.Replay;
using Microsoft.Extensions.Logging;

namespace ReverseProxy.Authentication;

/// <summary>
/// Remembers accepted requests: those of known senders and those of others apart, so that no stranger can use up the
/// room that a validator's requests need.
/// </summary>
internal sealed class ReplayGuard : IDisposable
{
    private readonly ReplayWindow _known;
    private readonly ReplayWindow _others;

    private ReplayGuard(ReplayWindow known, ReplayWindow others)
    {
        _known = known;
        _others = others;
    }

    /// <summary>Whether accepted requests are remembered beyond a restart.</summary>
    public bool Persistent => _known.Persistent && _others.Persistent;

    /// <summary>Opens the guard's files. Where that fails it remembers in memory only, and says so: serving comes first.</summary>
    public static ReplayGuard Open(string stateDirectory, int port, long capacity, ILogger logger) =>
        new(
            OpenOne(Path.Combine(stateDirectory, $"replay-{port}-known.window"), capacity, logger),
            OpenOne(Path.Combine(stateDirectory, $"replay-{port}-others.window"), capacity, logger));

    /// <summary>Accepts a request once.</summary>
    public ReplayVerdict TryUse(ReplayKey key, bool senderIsKnown, long expiresAt, long now) =>
        (senderIsKnown ? _known : _others).TryUse(key, expiresAt, now);

    public void Dispose()
    {
        _known.Dispose();
        _others.Dispose();
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
