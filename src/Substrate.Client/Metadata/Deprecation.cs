namespace Substrate.Client.Metadata;

/// <summary>Passes over what V16 says about deprecation: a client of the running version has no use for it.</summary>
internal static class Deprecation
{
    /// <summary>After an item: 0 is not deprecated, 1 is without a note, 2 is with a note and perhaps a version.</summary>
    public static void SkipItem(ref MetadataCursor cursor)
    {
        if (cursor.Version >= 16)
        {
            SkipStatus(ref cursor, lowest: 0);
        }
    }

    /// <summary>After calls, events and errors: a map from the index of a variant to its status, which is at least 1.</summary>
    public static void SkipVariants(ref MetadataCursor cursor)
    {
        if (cursor.Version < 16)
        {
            return;
        }

        for (int variants = cursor.Reader.ReadLength(2); variants > 0; variants--)
        {
            _ = cursor.Reader.ReadU8();
            SkipStatus(ref cursor, lowest: 1);
        }
    }

    private static void SkipStatus(ref MetadataCursor cursor, byte lowest)
    {
        byte status = cursor.Reader.ReadU8();
        if (status < lowest || status > 2)
        {
            throw cursor.Reader.Refusal($"{status} is not a deprecation status");
        }

        if (status == 2)
        {
            _ = cursor.Reader.ReadByteSequence();
            if (cursor.Reader.ReadOption())
            {
                _ = cursor.Reader.ReadByteSequence();
            }
        }
    }
}
