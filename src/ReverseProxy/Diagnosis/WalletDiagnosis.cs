using System.Globalization;
using System.Runtime.CompilerServices;
using Bittensor.Wallets;

namespace ReverseProxy.Diagnosis;

/// <summary>Who may read the wallets on this machine. Only names and rights are looked at: no key is opened.</summary>
internal sealed class WalletDiagnosis : IDiagnosis
{
    public string Name => "wallet";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        string root = patient.Wallets ?? WalletLocation.Resolve().Root;
        if (!Directory.Exists(root))
        {
            yield return Finding.Pass(Name, $"none in {root}: serving needs no key, only registering does");
            yield break;
        }

        if (OperatingSystem.IsWindows())
        {
            yield return Finding.Unknown(Name, $"{root}: who may read it is not examined on Windows");
            yield break;
        }

        if (FileRights.OfDirectory(Name, root) is { } open)
        {
            yield return open;
        }

        foreach (string wallet in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            foreach (Finding finding in Examine(wallet))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<Finding> Examine(string wallet)
    {
        string coldkey = Path.Combine(wallet, "coldkey");
        string hotkeys = Path.Combine(wallet, "hotkeys");
        string[] directories = [.. new[] { wallet, hotkeys }.Where(Directory.Exists)];
        string[] secrets = [.. Hotkeys(hotkeys), .. new[] { coldkey }.Where(File.Exists)];
        Finding[] open = [.. directories.Select(path => FileRights.OfDirectory(Name, path)).Concat(secrets.Select(path => FileRights.OfSecret(Name, path))).OfType<Finding>()];
        if (open.Length == 0)
        {
            yield return Finding.Pass(Name, string.Create(CultureInfo.InvariantCulture, $"{wallet}: {secrets.Length} key files, which only their owner may read"));
        }

        foreach (Finding finding in open)
        {
            yield return finding;
        }

        if (File.Exists(coldkey))
        {
            yield return Finding.Warn(Name, $"{coldkey} is on this machine, which is reached from outside and needs no coldkey", "keep it on another machine; coldkeypub.txt is enough here");
        }
    }

    // Public keys lie beside them, and editors leave hidden files.
    private static IEnumerable<string> Hotkeys(string directory) => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory).Where(path => !path.EndsWith("pub.txt", StringComparison.Ordinal) && !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)
        : [];
}
