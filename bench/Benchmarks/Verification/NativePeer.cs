using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Verification;

/// <summary>A native program that verifies, driven line by line.</summary>
internal sealed class NativePeer : IDisposable
{
    private readonly Process _process;
    private readonly int _count;

    internal NativePeer(string path, string file, int count)
    {
        _count = count;
        ProcessStartInfo start = new(path, [file])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{path} could not be started");
    }

    internal double Measure(int passes)
    {
        _process.StandardInput.WriteLine(passes.ToString(CultureInfo.InvariantCulture));
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the native program has ended");
        string[] parts = answer.Split(' ');
        if (int.Parse(parts[1], CultureInfo.InvariantCulture) != passes * _count)
        {
            throw new InvalidOperationException($"the native program refuses valid signatures: {answer}");
        }

        return double.Parse(parts[0], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
