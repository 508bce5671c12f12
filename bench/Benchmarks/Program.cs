using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Benchmarks.Cryptography.Sr25519Benchmarks).Assembly).Run(args);
