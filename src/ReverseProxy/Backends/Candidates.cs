namespace ReverseProxy.Backends;

/// <summary>Which servers of a pool may be given a request.</summary>
internal static class Candidates
{
    /// <summary>
    /// The servers to choose from: those that nothing speaks against and that were not tried yet; else those that only
    /// failed jobs speak against; else all that were tried. One whose health answer is wrong is never among them.
    /// </summary>
    public static List<BackendServer> For(Applicant applicant, IEnumerable<BackendServer> servers)
    {
        if (applicant.Only is { } only)
        {
            return [only];
        }

        List<BackendServer> well = [.. servers.Where(server => !server.Health.IsUnwell)];
        List<BackendServer> untried = well.FindAll(server => !applicant.Avoided.Contains(server));
        List<BackendServer> candidates = untried.Count > 0 ? untried : well;
        List<BackendServer> ready = candidates.FindAll(server => !server.Health.IsEjected);
        return ready.Count > 0 ? ready : candidates;
    }
}
