using System.Text;
using Substrate.Client.Scale;

namespace Substrate.Client.Values;

/// <summary>Where in a value a reader or a writer is. Cheap to keep; made into text only when something goes wrong.</summary>
internal sealed class ValuePath(string root)
{
    /// <summary>How deep a value may be nested. A runtime refuses extrinsics long before that.</summary>
    private const int MaximumDepth = 256;

    // Most values are hardly nested, and a map has hundreds of them.
    private (string? Name, int Index)[] _parts = new (string?, int)[4];
    private int _depth;

    /// <summary>Enters a member; an empty name counts as a level and is not seen.</summary>
    public void Enter(string name) => Push((name, 0));

    public void Enter(int index) => Push((null, index));

    public void Leave() => _depth--;

    /// <summary>As in <c>Commitments.CommitmentOf.info.fields[0]</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new(root);
        foreach ((string? name, int index) in _parts.AsSpan(0, _depth))
        {
            _ = name switch
            {
                null => text.Append('[').Append(index).Append(']'),
                "" => text,
                _ => text.Append('.').Append(name),
            };
        }

        return text.ToString();
    }

    private void Push((string? Name, int Index) part)
    {
        if (_depth == MaximumDepth)
        {
            throw new ScaleException($"the value is nested more than {MaximumDepth} deep");
        }

        if (_depth == _parts.Length)
        {
            Array.Resize(ref _parts, _depth * 2);
        }

        _parts[_depth++] = part;
    }
}
