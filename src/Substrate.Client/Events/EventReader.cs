using System.Collections.Immutable;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Storage;
using Substrate.Client.Values;

namespace Substrate.Client.Events;

/// <summary>Reads the events of a block.</summary>
public static class EventReader
{
    /// <summary>The storage entry that holds the events of a block.</summary>
    public static StorageEntry Entry(RuntimeMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.Pallet("System").StorageEntry("Events");
    }

    /// <summary>The events, in order.</summary>
    /// <param name="metadata">The metadata of the runtime that the block was made by; another's would misread them.</param>
    /// <param name="stored">What is stored under <c>System.Events</c>; null for nothing.</param>
    /// <exception cref="ScaleException">The bytes are not events of this runtime; one that is not spoils those after it.</exception>
    public static ImmutableArray<EventRecord> Read(RuntimeMetadata metadata, byte[]? stored)
    {
        StorageEntry entry = Entry(metadata);
        Value? events = StorageValue.Decode(metadata.Types, entry, stored);
        return events is null ? [] : [.. events.AsList().Select(Record)];
    }

    private static EventRecord Record(Value record)
    {
        VariantValue phase = record["phase"].AsVariant();
        VariantValue pallet = record["event"].AsVariant();
        VariantValue @event = pallet.Content.AsVariant();
        return phase.Name switch
        {
            "ApplyExtrinsic" => new(EventPhase.ApplyExtrinsic, phase.Content.AsNumber<uint>(), pallet.Name, @event.Name, @event.Content),
            "Finalization" => new(EventPhase.Finalization, Extrinsic: null, pallet.Name, @event.Name, @event.Content),
            "Initialization" => new(EventPhase.Initialization, Extrinsic: null, pallet.Name, @event.Name, @event.Content),
            string other => throw new ScaleException($"System.Events: {other} is not a phase of a block"),
        };
    }
}
