using Fixtures;
using Substrate.Client.Metadata;

namespace Substrate.Client.Tests.Metadata;

/// <summary>Metadata of real runtimes, which lies beside the checkout and not in it; tests that need it are skipped elsewhere.</summary>
internal static class RealMetadata
{
    public const string Raonet14 = "raonet-spec218-v14";
    public const string Raonet15 = "raonet-spec218-v15";
    public const string Finney365 = "finney-spec365-v16";
    public const string Finney393 = "finney-spec393-v16";

    public static TheoryData<string> All { get; } = [Raonet14, Raonet15, Finney365, Finney393];

    public static byte[] Blob(string name)
    {
        string? file = Repository.Shared("metadata", $"{name}.scale");
        Assert.SkipWhen(file is null, $"the metadata {name}.scale is not at hand");
        return File.ReadAllBytes(file!);
    }

    public static RuntimeMetadata Parse(string name) => RuntimeMetadata.Parse(Blob(name));
}
