using BenchmarkDotNet.Running;
using Benchmarks.Verification;

if (args is ["verify", .. string[] rest])
{
    return PairedVerification.Run(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Benchmarks.Cryptography.Sr25519Benchmarks).Assembly).Run(args);
return 0;
