namespace Epistula.Dialects;

/// <summary>The dialects a receiver understands. To add one: write the class, add it to <see cref="All"/>.</summary>
public static class EpistulaDialects
{
    /// <summary>The dialect with an <c>Authorization</c> header. It is also what a request that speaks none is judged by.</summary>
    public static IEpistulaDialect Authorization { get; } = new AuthorizationDialect();

    /// <summary>Epistula v2.</summary>
    public static IEpistulaDialect VersionTwo { get; } = new VersionTwoDialect();

    /// <summary>Every dialect; the first that recognizes a request reads it.</summary>
    public static IReadOnlyList<IEpistulaDialect> All { get; } = [Authorization, VersionTwo];

    /// <summary>Reads the envelope of a request in whichever dialect it is written.</summary>
    public static EpistulaFailure Read(IHeaderLookup headers, out EpistulaEnvelope envelope)
    {
        // A plain loop over the array: this runs for every request of every stranger.
        IReadOnlyList<IEpistulaDialect> all = All;
        for (int i = 0; i < all.Count; i++)
        {
            if (all[i].Recognizes(headers))
            {
                return all[i].Read(headers, out envelope);
            }
        }

        return Authorization.Read(headers, out envelope);
    }
}
