using System.Collections.Concurrent;

namespace ProxyBench.Soak;

/// <summary>Every job and its fate.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, JobFate> _fates = new();

    public IEnumerable<JobFate> Fates => _fates.Values;

    /// <summary>Whether the proxy was killed in this run: then a result whose 2xx it did not live to note may come twice.</summary>
    public bool Killed { get; set; }

    public JobFate Open(string job, bool idempotent) => _fates[job] = new(job, idempotent);

    public JobFate? Find(string job) => _fates.GetValueOrDefault(job);

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, ["job,route,status,arrivals,runs,result_taken,deliveries,fault", .. Fates.OrderBy(fate => fate.Job, StringComparer.Ordinal).Select(fate => fate.Line(Killed))]);
    }

    /// <summary>Prints the sums; returns how many jobs have a fault.</summary>
    public int Summarise(TextWriter writer)
    {
        writer.WriteLine("| the caller saw | jobs | taken by a backend once | never | results taken | delivered once | twice |");
        writer.WriteLine("|---|---|---|---|---|---|---|");
        foreach (IGrouping<int?, JobFate> group in Fates.GroupBy(fate => fate.Status).OrderBy(group => group.Key ?? 1))
        {
            string seen = group.Key switch
            {
                null => "hung up itself",
                0 => "a broken connection (the proxy was killed)",
                _ => $"{group.Key}",
            };
            writer.WriteLine(
                $"| {seen} | {group.Count()} | {group.Count(fate => fate.Runs == 1)} | {group.Count(fate => fate.Runs == 0)} | {group.Count(fate => fate.ResultTaken)} | {group.Count(fate => fate.Deliveries == 1)} | {group.Count(fate => fate.Deliveries > 1)} |");
        }

        JobFate[] faults = [.. Fates.Where(fate => fate.Fault(Killed) is not null)];
        writer.WriteLine();
        writer.WriteLine($"{Fates.Count()} jobs; asked for again {Fates.Count(fate => fate.Found is not null)}, each at the server that took it; sent again to a backend that knows them {Fates.Count(fate => fate is { Idempotent: true, Arrivals: > 1 })}; faults {faults.Length}");
        foreach (JobFate fate in faults.Take(20))
        {
            writer.WriteLine("FAULT " + fate.Line(Killed));
        }

        return faults.Length;
    }
}
