using FakeNode.Chain;
using FakeNode.Metadata;
using Substrate.Client.Metadata;

namespace FakeNode.Runtimes;

/// <summary>A runtime of the fake chain: its metadata, its versions, and the functions it answers.</summary>
public sealed class FakeRuntime
{
    private readonly Func<MetadataBuilder> _define;
    private readonly Dictionary<int, byte[]> _blobs = [];

    public FakeRuntime(uint specVersion, Func<MetadataBuilder> define)
    {
        SpecVersion = specVersion;
        _define = define;
        Metadata = RuntimeMetadata.Parse(Blob(15));
    }

    public uint SpecVersion { get; }

    public uint TransactionVersion { get; init; } = 1;

    /// <summary>The versions of metadata it can give, beside 14, which it always can.</summary>
    public IReadOnlyList<int> MetadataVersions { get; init; } = [14, 15, 16];

    /// <summary>Its metadata, for the node's own use.</summary>
    public RuntimeMetadata Metadata { get; }

    /// <summary>What it answers by <c>state_call</c>, by name: from a block and the encoded arguments to the encoded answer.</summary>
    public Dictionary<string, Func<FakeBlock, byte[], byte[]>> Functions { get; } = [];

    /// <summary>The metadata in a version.</summary>
    public byte[] Blob(int version)
    {
        lock (_blobs)
        {
            if (!_blobs.TryGetValue(version, out byte[]? blob))
            {
                blob = _define().Build(version);
                _blobs[version] = blob;
            }

            return blob;
        }
    }
}
