using System.Collections;
using System.Globalization;
using System.Text;

namespace ReverseProxy.Logging;

/// <summary>
/// What a request's line says. Every request writes one, so it goes into the line's own buffer without a text of its own in between;
/// formatters that want the values get them by name.
/// </summary>
internal readonly record struct RequestLine : IReadOnlyList<KeyValuePair<string, object?>>
{
    public required string Method { get; init; }

    public required string Route { get; init; }

    public required int Status { get; init; }

    public required string Verdict { get; init; }

    public required string Id { get; init; }

    public required string Sender { get; init; }

    public required long Bytes { get; init; }

    public required double AuthMs { get; init; }

    public required double QueueMs { get; init; }

    public required double BackendMs { get; init; }

    public required double TotalMs { get; init; }

    /// <summary>Why, with a colon and a space before it; empty where there is nothing to explain.</summary>
    public required string Explanation { get; init; }

    public int Count => 13;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new(nameof(Method), Method),
        1 => new(nameof(Route), Route),
        2 => new(nameof(Status), Status),
        3 => new(nameof(Verdict), Verdict),
        4 => new(nameof(Id), Id),
        5 => new(nameof(Sender), Sender),
        6 => new(nameof(Bytes), Bytes),
        7 => new(nameof(AuthMs), AuthMs),
        8 => new(nameof(QueueMs), QueueMs),
        9 => new(nameof(BackendMs), BackendMs),
        10 => new(nameof(TotalMs), TotalMs),
        11 => new(nameof(Explanation), Explanation),
        12 => new("{OriginalFormat}", "{Method} {Route} {Status} {Verdict} id={Id} sender={Sender} bytes={Bytes} auth_ms={AuthMs} queue_ms={QueueMs} backend_ms={BackendMs} total_ms={TotalMs}{Explanation}"),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public void AppendTo(StringBuilder text) => text.Append(
        CultureInfo.InvariantCulture,
        $"{Method} {Route} {Status} {Verdict} id={Id} sender={Sender} bytes={Bytes} auth_ms={AuthMs} queue_ms={QueueMs} backend_ms={BackendMs} total_ms={TotalMs}{Explanation}");

    public override string ToString()
    {
        StringBuilder text = new(256);
        AppendTo(text);
        return text.ToString();
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
