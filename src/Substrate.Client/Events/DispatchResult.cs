using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Values;

namespace Substrate.Client.Events;

/// <summary>What became of an extrinsic that was included in a block.</summary>
/// <param name="Error">Why its call failed; null where it did not.</param>
public readonly record struct DispatchResult(DispatchError? Error)
{
    /// <summary>True where the call was carried out.</summary>
    public bool Succeeded => Error is null;

    /// <summary>Finds out from the events of a block.</summary>
    /// <param name="metadata">The metadata of the runtime that the block was made by.</param>
    /// <param name="events">All events of the block.</param>
    /// <param name="extrinsic">The position of the extrinsic in the block.</param>
    /// <returns>What became of it; null where the events say neither.</returns>
    /// <exception cref="ScaleException">The event of a failure does not carry an error.</exception>
    public static DispatchResult? Find(RuntimeMetadata metadata, IEnumerable<EventRecord> events, uint extrinsic)
    {
        foreach (EventRecord record in events.Where(record => record.Extrinsic == extrinsic))
        {
            if (record.Is("System", "ExtrinsicSuccess"))
            {
                return new DispatchResult(Error: null);
            }

            if (record.Is("System", "ExtrinsicFailed"))
            {
                // Named "dispatch_error" since 2021, without a name before.
                Value error = record.Fields is CompositeValue named ? named["dispatch_error"] : record.Fields[0];
                return new DispatchResult(DispatchError.Read(metadata, error));
            }
        }

        return null;
    }
}
