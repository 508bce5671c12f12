using System.Net;

namespace ReverseProxy.Callbacks;

/// <summary>What became of one try to deliver a result.</summary>
/// <param name="Fault">What was wrong; null where the receiver took it, empty where there is nothing to deliver any more.</param>
/// <param name="MayHaveArrived">Whether the receiver may have taken the result all the same.</param>
internal readonly record struct Delivery(string? Fault, bool MayHaveArrived = false)
{
    public static Delivery Done { get; }

    public static Delivery Gone { get; } = new(string.Empty);

    public bool IsDone => Fault is null;

    public bool IsGone => Fault is { Length: 0 };

    /// <summary>What an answer other than 2xx says: these are the words of a server in front of the receiver, which asked it and heard nothing.</summary>
    public static bool IsHearsay(HttpStatusCode status) => (int)status is 502 or 504 or 520 or 522 or 524;

    /// <summary>Whether a request may have been sent before it failed so.</summary>
    public static bool WasSent(HttpRequestException exception) =>
        exception.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError);
}
