using ProxyBench;

return args switch
{
    ["backend", var port] => await BenchBackend.RunAsync(int.Parse(port)),
    ["yarp", var port, var backend] => await BareYarp.RunAsync(int.Parse(port), backend),
    ["throughput", ..] => await Throughput.RunAsync(args[1..]),
    ["uploads", ..] => await Uploads.RunAsync(args[1..]),
    ["stale", ..] => await StaleConnections.RunAsync(args[1..]),
    ["soak", ..] => await ProxyBench.Soak.SoakRun.RunAsync(args[1..]),
    ["cold", ..] => await ColdPath.RunAsync(args[1..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        ProxyBench throughput [--seconds 8] [--rounds 5] [--body 200]   ours and a bare YARP forwarder in turn (needs wrk)
        ProxyBench uploads [--count 50] [--megabytes 100]               peak resident memory under uploads at once
        ProxyBench stale [--keep-alive 2] [--posts 1000] [--lanes 50]   POSTs at the moment the backend closes idle connections
        ProxyBench soak [--seconds 600] [--lanes 12] [--seed 1]         jobs under faults at random; every job's fate in a ledger
        ProxyBench cold [--starts 10] [--idle 8]                        what the gateway adds to the first job after start and after idleness, over TLS
        ProxyBench backend PORT | yarp PORT BACKEND                     the parts, by themselves
        """);
    return 2;
}
