using System.Buffers.Binary;
using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>Reads metadata: magic number, version, then the parts in the order that version has them.</summary>
/// <remarks>Layout: frame-metadata's v14.rs, v15.rs and v16.rs.</remarks>
internal static class MetadataReader
{
    public const byte OldestVersion = 14;
    public const byte NewestVersion = 16;

    private const uint Magic = 0x6174656d; // "meta"
    private const int HeaderBytes = 5;

    public static RuntimeMetadata Read(ReadOnlyMemory<byte> blob)
    {
        byte version = ReadVersion(blob.Span);
        try
        {
            MetadataCursor cursor = new(blob) { Version = version };
            _ = cursor.Reader.ReadBytes(HeaderBytes);
            RuntimeMetadata metadata = ReadParts(ref cursor);
            cursor.Reader.EnsureEnd();
            return metadata;
        }
        catch (ScaleException malformed)
        {
            throw new MetadataException($"the metadata (version {version}) is malformed: {malformed.Message}", malformed);
        }
    }

    /// <summary>
    /// Takes the metadata out of the answer of the runtime function <c>Metadata_metadata_at_version</c>: an optional sequence
    /// of bytes, none where the runtime does not know the version.
    /// </summary>
    public static ReadOnlyMemory<byte>? Unwrap(ReadOnlyMemory<byte> answer)
    {
        try
        {
            ScaleReader reader = new(answer.Span);
            int length = reader.ReadOption() ? reader.ReadByteSequence().Length : -1;
            reader.EnsureEnd();
            return length < 0 ? (ReadOnlyMemory<byte>?)null : answer[^length..];
        }
        catch (ScaleException malformed)
        {
            throw new MetadataException($"the answer of Metadata_metadata_at_version is malformed: {malformed.Message}", malformed);
        }
    }

    private static byte ReadVersion(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(blob) != Magic)
        {
            throw new MetadataException("these bytes are no metadata: they do not begin with the magic number \"meta\"");
        }

        return blob[4] is >= OldestVersion and <= NewestVersion
            ? blob[4]
            : throw new MetadataException($"metadata version {blob[4]} is not known; {OldestVersion} to {NewestVersion} are");
    }

    private static RuntimeMetadata ReadParts(ref MetadataCursor cursor)
    {
        TypeRegistry types = TypeRegistryReader.Read(ref cursor);
        Pallet[] pallets = PalletReader.ReadAll(ref cursor, types);
        ExtrinsicFormat extrinsic = ExtrinsicFormatReader.Read(ref cursor, types);
        if (cursor.Version <= 15)
        {
            _ = cursor.ReadTypeId(); // the runtime's own type
        }

        RuntimeApi[] apis = cursor.Version >= 15 ? RuntimeApiReader.ReadAll(ref cursor) : [];
        if (cursor.Version >= 15)
        {
            SkipOuterEnums(ref cursor);
            SkipCustom(ref cursor);
        }

        return new RuntimeMetadata(cursor.Version, types, pallets, extrinsic, apis);
    }

    /// <summary>The enums of all calls, all events and all errors: the first is the extrinsic's, the others are unused.</summary>
    private static void SkipOuterEnums(ref MetadataCursor cursor)
    {
        for (int i = 0; i < 3; i++)
        {
            _ = cursor.ReadTypeId();
        }
    }

    private static void SkipCustom(ref MetadataCursor cursor)
    {
        for (int entries = cursor.Reader.ReadLength(3); entries > 0; entries--)
        {
            _ = cursor.ReadName();
            _ = cursor.ReadTypeId();
            _ = cursor.Reader.ReadByteSequence();
        }
    }
}
