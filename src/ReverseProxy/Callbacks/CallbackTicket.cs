namespace ReverseProxy.Callbacks;

/// <summary>A job whose result is awaited from its backend and owed to a URL.</summary>
/// <param name="Token">The secret part of the URL that the backend got.</param>
/// <param name="Url">Where the result goes.</param>
/// <param name="Job">The job's id, for the log.</param>
/// <param name="ExpiresAt">When it is given up, by the wall clock: for the file.</param>
/// <param name="Deadline">The same as a timestamp of the clock that does not jump: for the process.</param>
internal sealed record CallbackTicket(string Token, Uri Url, string Job, DateTimeOffset ExpiresAt, long Deadline);
