using ProxyBench;

return args switch
{
    ["backend", var port] => await BenchBackend.RunAsync(int.Parse(port)),
    ["yarp", var port, var backend] => await BareYarp.RunAsync(int.Parse(port), backend),
    ["suite", ..] => await Suite.RunAsync(args[1..]),
    ["throughput", ..] => await Throughput.RunAsync(args[1..]),
    ["uploads", ..] => await Uploads.RunAsync(args[1..]),
    ["kestrel", var port] => await BareKestrel.RunAsync(int.Parse(port)),
    ["floods", ..] => await Floods.RunAsync(args[1..]),
    ["crowd", ..] => await Crowd.RunAsync(args[1..]),
    ["stale", ..] => await StaleConnections.RunAsync(args[1..]),
    ["start", ..] => await StartUp.RunAsync(args[1..]),
    ["soak", ..] => await ProxyBench.Soak.SoakRun.RunAsync(args[1..]),
    ["cold", ..] => await ColdPath.RunAsync(args[1..]),
    ["allocations", ..] => await Allocations.RunAsync(args[1..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        ProxyBench suite [--native-peer FILE] [--peer NAME=COMMAND] [--store]
                                                                        all ratios, and whether one is worse than in bench/ratios.json (needs wrk, nginx)
        ProxyBench throughput [--seconds 8] [--rounds 5] [--body 200] [--warm-up 20]
                                                                        ours, a bare YARP forwarder and nginx in turn (needs wrk);
                                                                        --peer NAME=COMMAND adds a program that takes the same configuration
        ProxyBench allocations [--seconds 5] [--connections 16]         bytes, collections, pauses for each signed request (needs wrk)
        ProxyBench uploads [--count 50] [--megabytes 100]               peak resident memory under uploads at once, and bare YARP's
        ProxyBench stale [--keep-alive 2] [--posts 1000] [--lanes 50]   POSTs at the moment the backend closes idle connections
        ProxyBench start [--rounds 15] [--files 0] [--native FILE]      start to the first 200, and short commands (after make native)
        ProxyBench floods [--seconds 8] [--rounds 5] [--connections 64] refusals beside bare Kestrel and nginx, and a validator meanwhile (needs wrk, nginx)
        ProxyBench crowd [--count 1000000]                              memory and a validator's latency after so many addresses (needs wrk)
        ProxyBench soak [--seconds 600] [--lanes 12] [--seed 1]         jobs under faults at random; every job's fate in a ledger
        ProxyBench cold [--starts 10] [--idle 8] [--together]           what the gateway adds to the first job after start and after idleness, over TLS;
                                                                        together: so many programs are idle at once (--starts 20 --idle 1800)
        REVERSE_PROXY_PROGRAM names another build of ours, such as artifacts/native/reverse-proxy.
        ProxyBench backend PORT | yarp PORT BACKEND | kestrel PORT      the parts, by themselves
        """);
    return 2;
}
