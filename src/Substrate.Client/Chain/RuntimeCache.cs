using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;

namespace Substrate.Client.Chain;

/// <summary>The runtimes that were met, by their versions: their metadata is large and never changes.</summary>
internal sealed class RuntimeCache(JsonRpcClient rpc)
{
    /// <summary>More than one is needed around an upgrade and when old blocks are read.</summary>
    private const int Capacity = 4;

    private readonly Lock _lock = new();
    private readonly List<(RuntimeVersion Version, Task<Runtime> Runtime)> _runtimes = [];
    private (Hash256 Block, Task<RuntimeMetadata> Metadata)? _first;

    /// <summary>The call that tells which versions of metadata a runtime can give; runtimes before 2023 refuse it.</summary>
    public static JsonRpcRequest MetadataVersions(Hash256? block) => new("state_call", "Metadata_metadata_versions", "0x", block);

    /// <summary>True where no runtime was met yet.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return !_runtimes.Exists(known => !known.Runtime.IsFaulted);
            }
        }
    }

    /// <summary>
    /// Begins to fetch the metadata after a block before its version is known, where no runtime was met yet and it is most
    /// likely to be needed. Those who begin at the same time share one fetching.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="versions">The answer to <see cref="MetadataVersions"/> where it is known already.</param>
    public void Prefetch(Hash256 block, JsonRpcAnswer? versions)
    {
        lock (_lock)
        {
            if (IsEmpty && _first is not { Metadata.IsFaulted: false })
            {
                _first = (block, FetchAsync(block, versions));
            }
        }
    }

    /// <summary>The runtime of a version.</summary>
    /// <param name="version">Its version, as it is in the state after <paramref name="block"/>.</param>
    /// <param name="block">The block: what is fetched at "the newest" could be of another version by then.</param>
    /// <param name="cancellationToken">Gives up waiting; the fetching goes on for others.</param>
    public Task<Runtime> GetAsync(RuntimeVersion version, Hash256 block, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _ = _runtimes.RemoveAll(known => known.Runtime.IsFaulted);
            int index = _runtimes.FindIndex(known => known.Version == version);
            if (index < 0)
            {
                if (_runtimes.Count == Capacity)
                {
                    _runtimes.RemoveAt(0);
                }

                bool isOnItsWay = _first is (Hash256 at, { IsFaulted: false }) && at == block;
                _runtimes.Add((version, BuildAsync(version, isOnItsWay ? _first!.Value.Metadata : FetchAsync(block, versions: null))));
                _first = null;
                index = _runtimes.Count - 1;
            }

            return _runtimes[index].Runtime.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Fetches the metadata of the runtime in the state after a block: the newest version of it that both sides know.</summary>
    private Task<RuntimeMetadata> FetchAsync(Hash256 block, JsonRpcAnswer? versions) => Task.Run(async () =>
    {
        JsonRpcAnswer known = versions
            ?? (await rpc.CallAllAsync([MetadataVersions(block)], CancellationToken.None).ConfigureAwait(false))[0];
        return RuntimeMetadata.Parse(await FetchAsync(block, Newest(known)).ConfigureAwait(false));
    });

    private static async Task<Runtime> BuildAsync(RuntimeVersion version, Task<RuntimeMetadata> metadata) =>
        new(version.Spec, version.Transaction, await metadata.ConfigureAwait(false));

    private async Task<ReadOnlyMemory<byte>> FetchAsync(Hash256 block, byte? version)
    {
        if (version is byte wanted)
        {
            JsonRpcRequest request = new("state_call", "Metadata_metadata_at_version", new byte[] { wanted, 0, 0, 0 }, block);
            byte[] answer = (await rpc.CallAsync(request, CancellationToken.None).ConfigureAwait(false)).AsBytes();
            if (MetadataReader.Unwrap(answer) is ReadOnlyMemory<byte> blob)
            {
                return blob;
            }
        }

        JsonRpcRequest oldest = new("state_getMetadata", block);
        return (await rpc.CallAsync(oldest, CancellationToken.None).ConfigureAwait(false)).AsBytes();
    }

    /// <summary>The newest version that both sides know; null where <c>state_getMetadata</c>, which gives V14, is all there is.</summary>
    private static byte? Newest(JsonRpcAnswer versions)
    {
        if (versions.Error is not null)
        {
            return null;
        }

        byte newest = MetadataReader.OldestVersion;
        try
        {
            ScaleReader reader = new(versions.Result.AsBytes());
            for (int count = reader.ReadLength(4); count > 0; count--)
            {
                // An unstable version is listed as 0xffffffff and changes from day to day.
                uint version = reader.ReadU32();
                newest = version <= MetadataReader.NewestVersion ? Math.Max(newest, (byte)version) : newest;
            }
        }
        catch (ScaleException malformed)
        {
            throw new MetadataException($"the answer of Metadata_metadata_versions is malformed: {malformed.Message}", malformed);
        }

        return newest == MetadataReader.OldestVersion ? null : newest;
    }
}
