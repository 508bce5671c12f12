using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>Where in a metadata blob the readers are.</summary>
internal ref struct MetadataCursor(ReadOnlyMemory<byte> blob)
{
    private readonly ReadOnlyMemory<byte> _blob = blob;

    /// <summary>Reads the blob; passed on by reference only.</summary>
    public ScaleReader Reader = new(blob.Span);

    /// <summary>The version of the format, 14 to 16.</summary>
    public byte Version;

    /// <summary>Reads a name. Names end up in messages, so one that could steer a terminal is no name.</summary>
    public string ReadName()
    {
        string name = Reader.ReadText();
        foreach (char letter in name)
        {
            if (char.IsControl(letter))
            {
                throw Reader.Refusal("a name holds a control character");
            }
        }

        return name;
    }

    public uint ReadTypeId() => Reader.ReadCompactU32();

    public uint? ReadOptionalTypeId() => Reader.ReadOption() ? ReadTypeId() : null;

    /// <summary>Takes a sequence of bytes without copying it.</summary>
    public ReadOnlyMemory<byte> ReadByteSequence()
    {
        int length = Reader.ReadByteSequence().Length;
        return _blob.Slice(Reader.Position - length, length);
    }

    /// <summary>Passes over lines of documentation, to be decoded when somebody asks.</summary>
    public Documentation ReadDocs()
    {
        int start = Reader.Position;
        for (int lines = Reader.ReadLength(1); lines > 0; lines--)
        {
            _ = Reader.ReadByteSequence();
        }

        return new Documentation(_blob[start..Reader.Position]);
    }
}
