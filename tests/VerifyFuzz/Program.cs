using System.Diagnostics;
using System.Globalization;
using SharpFuzz;
using VerifyFuzz;

if (args is ["--operations", string count, "--seed", string seed])
{
    // Pieces, so that there is something to see.
    DifferentialFuzz fuzz = new();
    long left = long.Parse(count, CultureInfo.InvariantCulture);
    int next = int.Parse(seed, CultureInfo.InvariantCulture);
    long started = Stopwatch.GetTimestamp();
    while (left > 0)
    {
        long piece = Math.Min(left, 250_000);
        fuzz.RunRandom(next++, piece);
        left -= piece;
        Console.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s, no mismatch, next seed {next}: {fuzz.Summary}");
    }

    return 0;
}

if (args is ["--afl"])
{
    // Driven by afl-fuzz, which sees a mismatch as a crash (build/fuzz-guided.sh). Nothing that is instrumented may run before it.
    DifferentialFuzz? guided = null;
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        (guided ??= new()).Run(bytes.ToArray());
    });
    return 0;
}

if (args.Length == 0 || args[0].StartsWith('-'))
{
    Console.Error.WriteLine("usage: VerifyFuzz --operations N --seed S | VerifyFuzz --afl | VerifyFuzz FILE...");
    return 2;
}

DifferentialFuzz target = new();
foreach (string file in args)
{
    target.Run(File.ReadAllBytes(file));
}

return 0;
