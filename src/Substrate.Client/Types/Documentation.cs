using System.Text;
using Substrate.Client.Scale;

namespace Substrate.Client.Types;

/// <summary>The documentation a runtime carries for one of its items; decoded when it is asked for, since most never is.</summary>
public readonly struct Documentation
{
    private readonly ReadOnlyMemory<byte> _encoded;

    internal Documentation(ReadOnlyMemory<byte> encoded) => _encoded = encoded;

    /// <summary>True where the runtime says nothing.</summary>
    public bool IsEmpty => _encoded.IsEmpty || _encoded.Span[0] == 0;

    /// <summary>The lines as the runtime's source has them, without the spaces around them.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            if (IsEmpty)
            {
                return [];
            }

            ScaleReader reader = new(_encoded.Span);
            string[] lines = new string[reader.ReadLength(1)];
            for (int i = 0; i < lines.Length; i++)
            {
                // Not strict: a flaw in a comment must not hide the item it describes.
                lines[i] = ForeignText.Clean(Encoding.UTF8.GetString(reader.ReadByteSequence())).Trim();
            }

            return lines;
        }
    }

    /// <summary>The lines as one text, empty ones left out.</summary>
    public override string ToString() => string.Join(' ', Lines.Where(line => line.Length > 0));
}
