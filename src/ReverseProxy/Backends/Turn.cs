namespace ReverseProxy.Backends;

/// <summary>A request's turn at a server; what <see cref="BackendPool.Leave"/> takes back.</summary>
/// <param name="Server">The server.</param>
/// <param name="Applicant">Whose turn it is.</param>
/// <param name="Started">When it began, as a timestamp of the clock.</param>
internal sealed record Turn(BackendServer Server, Applicant Applicant, long Started);
