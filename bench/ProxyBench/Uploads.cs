using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Epistula.Signing;

namespace ProxyBench;

/// <summary>Many long uploads at once: what memory the proxy needs, whether all arrive, whether files stay behind.</summary>
internal static class Uploads
{
    private static readonly int BackendPort = FreePort.Next();
    private static readonly int OurPort = FreePort.Next();
    private static readonly int YarpPort = FreePort.Next();

    public static async Task<int> RunAsync(string[] arguments)
    {
        await MeasureAsync(arguments);
        return 0;
    }

    /// <summary>Measures ours and a bare YARP forwarder, which keeps nothing, and returns the ratio of their peaks.</summary>
    public static async Task<IReadOnlyList<Ratio>> MeasureAsync(string[] arguments)
    {
        int count = Options.Number(arguments, "--count", 50);
        int megabytes = Options.Number(arguments, "--megabytes", 100);
        string address = $"http://127.0.0.1:{BackendPort}";
        using ServerProcess backend = await ServerProcess.StartOwnAsync(BackendPort, "backend", BackendPort.ToString());
        using ServerProcess yarp = await ServerProcess.StartOwnAsync(YarpPort, "yarp", YarpPort.ToString(), address);
        using ProxyUnderTest ours = await ProxyUnderTest.StartAsync(OurPort, address);
        byte[] piece = RandomNumberGenerator.GetBytes(1024 * 1024);
        byte[] digest = Digest(piece, megabytes);
        EpistulaSigner signer = new(ours.Validator, TimeProvider.System);
        double own = await UploadAllAsync("ours", OurPort, ours.Process);
        double their = await UploadAllAsync("bare YARP", YarpPort, yarp);
        return ours.LeftFiles > 0
            ? throw new InvalidOperationException($"{ours.LeftFiles} temporary files were left")
            : [new($"{count} uploads of {megabytes} MiB at once, peak memory / bare YARP", own / their, HigherIsBetter: false)];

        async Task<double> UploadAllAsync(string name, int port, ServerProcess process)
        {
            Stopwatch watch = Stopwatch.StartNew();
            string[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => UploadAsync(port, signer, piece, digest, megabytes)));
            double peak = process.PeakResidentMegabytes;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {count} uploads of {megabytes} MiB at once: {answers.Count(answer => answer.Contains("200"))} answered 200, peak resident memory {peak:0} MB, {watch.Elapsed.TotalSeconds:0.0} s, {process.Cpu.TotalSeconds:0.0} s of CPU"));
            return answers.FirstOrDefault(answer => !answer.Contains("200")) is { } other ? throw new InvalidOperationException($"{name} answered: {other}") : peak;
        }
    }

    private static async Task<string> UploadAsync(int port, EpistulaSigner signer, byte[] piece, byte[] digest, int megabytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(SignedRequests.Head(signer, digest, (long)megabytes * piece.Length)));
        for (int i = 0; i < megabytes; i++)
        {
            await stream.WriteAsync(piece);
        }

        using StreamReader reader = new(stream);
        return await reader.ReadLineAsync() ?? "closed";
    }

    private static byte[] Digest(byte[] piece, int count)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < count; i++)
        {
            hash.AppendData(piece);
        }

        return hash.GetHashAndReset();
    }
}
