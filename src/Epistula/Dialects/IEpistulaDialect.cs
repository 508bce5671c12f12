namespace Epistula.Dialects;

/// <summary>One way to lay an Epistula signature out in headers. The signed text is the same in all of them.</summary>
public interface IEpistulaDialect
{
    /// <summary>The name by which configuration and logs call it.</summary>
    string Name { get; }

    /// <summary>Whether the request is plainly written in this dialect.</summary>
    bool Recognizes(IHeaderLookup headers);

    /// <summary>Reads the envelope; anything but <see cref="EpistulaFailure.None"/> leaves it undefined.</summary>
    EpistulaFailure Read(IHeaderLookup headers, out EpistulaEnvelope envelope);

    /// <summary>The headers that carry <paramref name="envelope"/>, in the order in which they are to be sent.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Write(in EpistulaEnvelope envelope);
}
