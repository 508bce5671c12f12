using Microsoft.Extensions.Logging;
using ReverseProxy.Serving;
using Substrate.Client;

namespace ReverseProxy.Gating;

/// <summary>What is known of the subnet, for the gate and on disk, and of which chain it is.</summary>
internal sealed class SubnetMemory(SnapshotHolder snapshots, SubnetHolder holder, TimeProvider time, ILogger logger)
{
    private Hash256? _genesis;

    /// <summary>Whether what is known is of the same subnet and chain, and of a later block.</summary>
    public bool IsNewerThan(SubnetReading reading) =>
        holder.Current is { } known
        && known.Netuid == reading.Metagraph.Netuid
        && _genesis == reading.Genesis
        && reading.Metagraph.Block < known.Block;

    /// <summary>Puts a reading in force and keeps it; where it cannot be kept it is in force all the same.</summary>
    public void Take(SubnetReading reading)
    {
        holder.Current = reading.Metagraph;
        _genesis = reading.Genesis;
        SubnetFile file = FileOf(reading.Metagraph.Netuid);
        try
        {
            file.Write(reading);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SubnetNotKept(logger, file.Path, exception.Message);
        }
    }

    /// <summary>Takes what was kept of a subnet; nothing is known of it where there is nothing.</summary>
    public void Restore(ushort netuid)
    {
        (holder.Current, _genesis) = (null, null);
        try
        {
            if (FileOf(netuid).Read(time.GetUtcNow()) is { } kept)
            {
                (holder.Current, _genesis) = (kept.Metagraph, kept.Genesis);
                Log.SubnetRestored(logger, netuid, kept.Metagraph.Block, time.GetUtcNow() - kept.Metagraph.TakenAt);
            }
        }
        catch (SubnetException exception)
        {
            Log.SubnetNotRestored(logger, exception.Message);
        }
    }

    private SubnetFile FileOf(ushort netuid) => new(snapshots.Current.Configuration.Server.StateDirectory, netuid);
}
