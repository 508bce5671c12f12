using RegistryBench;

return args switch
{
    ["messages"] => await Messages.RunAsync(),
    ["dead"] => await DeadMiners.RunAsync(),
    ["start"] => await ColdStart.RunAsync(),
    ["metadata"] => MetadataParsing.Run(),
    ["reading"] => await Reading.RunAsync(),
    ["read", string endpoint] => await Reading.ReadAsync(endpoint),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        RegistryBench messages    messages that `check` sends for 257 commitments, to a fake node or to SUBTENSOR_ENDPOINT
        RegistryBench dead        `check --probe` of 256 miners that accept connections and never say anything
        RegistryBench start       `register` without --online: wall time and peak memory of cold processes (needs GNU time)
        RegistryBench reading     from connecting to the answer of `check`: time and allocations
        RegistryBench metadata    parsing the metadata of real runtimes, where they lie in ../shared/metadata
        """);
    return 2;
}
