namespace ProxyBench;

/// <summary>
/// Every ratio that is promised, in some minutes: each part runs us and its peers in turn. What is worse than the repository
/// remembers is measured once more, since another program may have been busy; what is worse both times fails the run.
/// </summary>
internal static class Suite
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        RatioBook book = new(Options.Text(arguments, "--book") ?? "bench/ratios.json");
        List<Ratio> all = [];
        foreach (Func<Task<IReadOnlyList<Ratio>>> part in Parts(arguments))
        {
            IReadOnlyList<Ratio> ratios = await part();
            if (ratios.Any(book.IsRegression))
            {
                Console.WriteLine("Worse than before: measured once more.\n");
                IReadOnlyList<Ratio> again = await part();
                ratios = [.. ratios.Zip(again, (first, second) => first.Of(second.Value) >= 1 ? first : second)];
            }

            all.AddRange(ratios);
        }

        Console.WriteLine($"### Ours / peer; a ratio may be {RatioBook.Tolerance:P0} worse than the one in the repository");
        Console.WriteLine("| | now | stored | |\n|---|---|---|---|");
        all.ForEach(ratio => Console.WriteLine(book.Row(ratio)));
        if (arguments.Contains("--store"))
        {
            book.Store(all);
            return 0;
        }

        int worse = all.Count(book.IsRegression);
        Console.WriteLine(worse == 0 ? "\nNothing is worse than before." : $"\n{worse} of {all.Count} ratios are worse than before.");
        return worse == 0 ? 0 : 1;
    }

    private static IEnumerable<Func<Task<IReadOnlyList<Ratio>>>> Parts(string[] arguments) =>
    [
        () => VerificationRatios.MeasureAsync(arguments),
        () => Throughput.MeasureAsync(["--rounds", "5", "--seconds", "4", "--warm-up", "12", .. Peers(arguments)], bodyLength: 200),
        () => Throughput.MeasureAsync(["--rounds", "3", "--seconds", "5", "--warm-up", "5"], bodyLength: 1024 * 1024),
        () => Floods.MeasureAsync(["--rounds", "3", "--seconds", "3"]),
        () => Uploads.MeasureAsync([]),
        () => StartUp.MeasureAsync(["--rounds", "7"]),
    ];

    private static string[] Peers(string[] arguments) => [.. PeerProgram.All(arguments).SelectMany(peer => new[] { "--peer", $"{peer.Name}={peer.Command}" })];
}
