using Substrate.Cryptography.Sr25519;

namespace ProxyBench;

/// <summary>
/// Floods of requests that are to be refused: how many a second our proxy refuses, what each costs, and what a validator
/// feels of it meanwhile; in turn with bare Kestrel and nginx that answer 401 to everything.
/// </summary>
internal static class Floods
{
    private static readonly int BackendPort = FreePort.Next();
    private static readonly int OurPort = FreePort.Next();
    private static readonly int VerifyingPort = FreePort.Next();
    private static readonly int KestrelPort = FreePort.Next();
    private static readonly int NginxPort = FreePort.Next();

    public static async Task<int> RunAsync(string[] arguments)
    {
        await MeasureAsync(arguments);
        return 0;
    }

    /// <summary>Measures each kind of flood, prints the tables, and returns the ratios.</summary>
    public static async Task<IReadOnlyList<Ratio>> MeasureAsync(string[] arguments)
    {
        int seconds = Options.Number(arguments, "--seconds", 8);
        int rounds = Options.Number(arguments, "--rounds", 5);
        int connections = Options.Number(arguments, "--connections", 64);
        string backend = $"http://127.0.0.1:{BackendPort}";
        using ServerProcess backendProcess = await ServerProcess.StartOwnAsync(BackendPort, "backend", BackendPort.ToString());
        using ServerProcess kestrel = await ServerProcess.StartOwnAsync(KestrelPort, "kestrel", KestrelPort.ToString());
        using Nginx? nginx = await Nginx.RefusingAsync(NginxPort);
        using ProxyUnderTest ours = await ProxyUnderTest.StartAsync(OurPort, backend);
        using ProxyUnderTest verifying = await ProxyUnderTest.StartAsync(VerifyingPort, backend, failuresPerMinute: 0);
        using Keypair stranger = Keypair.Generate();
        List<Ratio> ratios = [];
        foreach ((FloodKind own, FloodKind other) in FloodKind.All(ours.Validator, stranger).Zip(FloodKind.All(verifying.Validator, stranger)))
        {
            List<FloodTarget> targets = [new("ours", OurPort, ours.Process, own, new(ours.Validator, TimeProvider.System), "200")];
            if (own.Status.Length > 1)
            {
                targets.Add(new("ours, each verified", VerifyingPort, verifying.Process, other, new(verifying.Validator, TimeProvider.System), "200"));
            }

            targets.Add(new("bare Kestrel", KestrelPort, kestrel, own, new(ours.Validator, TimeProvider.System), "401"));
            if (nginx is not null)
            {
                targets.Add(new("nginx", NginxPort, nginx.Process, own, new(ours.Validator, TimeProvider.System), "401"));
            }

            FloodTarget floor = targets.Single(target => target.Name == "bare Kestrel");
            await CompareAsync(own.Name, targets, floor, rounds, seconds, connections);
            ratios.AddRange(targets.TakeWhile(target => target != floor).Select(target =>
                new Ratio($"refusals per second, {own.Name}{target.Name["ours".Length..]} / {floor.Name}", target.RefusalsRatio(floor), HigherIsBetter: true)));
        }

        return ratios;
    }

    private static async Task CompareAsync(string name, List<FloodTarget> targets, FloodTarget floor, int rounds, int seconds, int connections)
    {
        for (int round = -1; round < rounds; round++)
        {
            // A first, short round is thrown away: it compiles.
            foreach (FloodTarget target in targets)
            {
                await target.MeasureAsync(round < 0 ? Math.Min(seconds, 3) : seconds, connections, keep: round >= 0);
            }
        }

        Console.WriteLine($"### {name}: {connections} connections, {rounds} rounds of {seconds} s in turn");
        Console.WriteLine("| | refusals/s | of bare Kestrel | CPU us/refusal | of bare Kestrel | validator p50 ms | p99 ms | worst ms | asked | refused | lost by the flood |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        targets.ForEach(target => Console.WriteLine(target.Row(floor)));
        Console.WriteLine();
        if (!targets.TrueForAll(target => target.IsGood))
        {
            throw new InvalidOperationException($"{name}: a validator was refused during the flood");
        }
    }
}
