namespace ReverseProxy.Callbacks;

/// <summary>What is written down of a job that a server works on, so that the next process knows that its place is taken.</summary>
/// <param name="Server">The server's identity.</param>
/// <param name="Route">The job's route.</param>
/// <param name="Since">When the server took it, by the wall clock.</param>
/// <param name="LostAfter">How long after that the job counts as lost.</param>
internal sealed record PlaceNote(ulong Server, string Route, DateTimeOffset Since, TimeSpan LostAfter);
