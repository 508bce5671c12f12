using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ReverseProxy.Telemetry;

/// <summary>When a request passed each stage. It lies inside the exchange, so that noting a time allocates nothing.</summary>
internal struct StageTimes
{
    private Timestamps _at;

    /// <summary>Notes that the stage is passed now.</summary>
    public void Mark(Stage stage) => _at[(int)stage] = Stopwatch.GetTimestamp();

    /// <summary>Whether the stage was passed.</summary>
    public readonly bool Passed(Stage stage) => _at[(int)stage] != 0;

    /// <summary>How long after <paramref name="started"/> the stage was passed; null where it was not.</summary>
    public readonly TimeSpan? After(long started, Stage stage) => Passed(stage) ? Stopwatch.GetElapsedTime(started, _at[(int)stage]) : null;

    /// <summary>How long the stage took since the one before it; null where either was not passed.</summary>
    public readonly TimeSpan? Took(Stage before, Stage stage) => Passed(before) ? After(_at[(int)before], stage) : null;

    [InlineArray((int)Stage.Ended + 1)]
    private struct Timestamps
    {
        private long _first;
    }
}
