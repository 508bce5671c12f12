using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Epistula;
using Epistula.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.Configuration;
using ReverseProxy.Gating;
using ReverseProxy.Recording;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;
using Substrate.Cryptography.Sr25519;

namespace Benchmarks.Telemetry;

/// <summary>What telling of a request costs the request: figures unheard and heard, its trail, and, to compare with, its signature.</summary>
[MemoryDiagnoser]
public class RequestRecordsBenchmarks : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly byte[] _digest = new byte[32];
    private ProxyMetrics _unheard = null!;
    private ProxyMetrics _heard = null!;
    private FlightRecorder _recorder = null!;
    private Exchange _exchange = null!;
    private EpistulaVerifier _verifier = null!;
    private EpistulaCandidate _candidate;

    [GlobalSetup]
    public void SetUp()
    {
        using Keypair keypair = Keypair.Generate();
        string miner = keypair.PublicKey.ToString();
        ConfigurationReading reading = ConfigurationReader.Read(new()
        {
            CommandLine = new Dictionary<string, string> { ["auth.miner_hotkey"] = miner, ["server.state_dir"] = Directory.CreateTempSubdirectory("bench-").FullName },
        });
        ProxyServerOptions options = new() { Reading = reading };
        GatewaySnapshot snapshot = new(reading.Configuration, Path.GetTempPath(), new SubnetHolder(), new(TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<ReverseProxy.Backends.BackendRegistry>.Instance), TimeProvider.System);
        _unheard = new(new OwnMeters("Unheard"), [], options);
        _heard = new(new OwnMeters("Heard"), [], options);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Heard")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        _listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        _listener.Start();
        _recorder = new(options, NullLogger<FlightRecorder>.Instance);
        _ = _recorder.StartAsync(CancellationToken.None);

        EpistulaEnvelope envelope = new EpistulaSigner(keypair, TimeProvider.System).Sign(_digest, miner);
        _verifier = new(new() { Receiver = miner, AllowedDeltaMilliseconds = long.MaxValue }, Sr25519Verifier.Default, TimeProvider.System);
        _ = _verifier.Examine(envelope, out _candidate);
        DefaultHttpContext context = new() { Request = { Method = "POST", Path = "/inference" }, Connection = { RemoteIpAddress = System.Net.IPAddress.Loopback } };
        _exchange = new(context, snapshot, System.Diagnostics.Stopwatch.GetTimestamp())
        {
            Route = snapshot.Routes.Match("/inference", "POST").Route,
            Authenticated = true,
            SenderIsKnown = true,
            Sender = _candidate.Sender,
            SignedAt = _candidate.Timestamp,
            Envelope = envelope,
            BodyDigest = _digest,
        };
        foreach (Stage stage in Enum.GetValues<Stage>())
        {
            _exchange.Mark(stage);
        }
    }

    [Benchmark(Baseline = true)]
    public bool VerifySignature() => _verifier.Verify(_candidate, _digest);

    [Benchmark]
    public void MarkStages()
    {
        for (Stage stage = Stage.Headers; stage <= Stage.Ended; stage++)
        {
            _exchange.Mark(stage);
        }
    }

    [Benchmark]
    public void FiguresUnheard() => _unheard.Write(_exchange);

    [Benchmark]
    public void FiguresHeard() => _heard.Write(_exchange);

    [Benchmark]
    public void Trail() => _recorder.Record(_exchange);

    [GlobalCleanup]
    public void Dispose()
    {
        _listener.Dispose();
        _recorder.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class OwnMeters(string name) : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(name);

        public void Dispose()
        {
        }
    }
}
