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
    private const int BackendPort = 18210;
    private const int OurPort = 18211;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int count = Options.Number(arguments, "--count", 50);
        int megabytes = Options.Number(arguments, "--megabytes", 100);
        using ServerProcess backend = await ServerProcess.StartOwnAsync(BackendPort, "backend", BackendPort.ToString());
        using ProxyUnderTest ours = await ProxyUnderTest.StartAsync(OurPort, $"http://127.0.0.1:{BackendPort}");
        byte[] piece = RandomNumberGenerator.GetBytes(1024 * 1024);
        byte[] digest = Digest(piece, megabytes);
        EpistulaSigner signer = new(ours.Validator, TimeProvider.System);
        Stopwatch watch = Stopwatch.StartNew();
        string[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => UploadAsync(signer, piece, digest, megabytes)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} uploads of {megabytes} MiB at once: {answers.Count(answer => answer.Contains("200"))} answered 200, peak resident memory {ours.Process.PeakResidentMegabytes:0} MB, {watch.Elapsed.TotalSeconds:0.0} s, {ours.Process.Cpu.TotalSeconds:0.0} s of CPU, {ours.LeftFiles} temporary files left"));
        foreach (IGrouping<string, string> other in answers.Where(answer => !answer.Contains("200")).GroupBy(answer => answer))
        {
            Console.WriteLine($"{other.Count()} times: {other.Key}");
        }

        return answers.All(answer => answer.Contains("200")) ? 0 : 1;
    }

    private static async Task<string> UploadAsync(EpistulaSigner signer, byte[] piece, byte[] digest, int megabytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", OurPort);
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
