using System.Runtime.InteropServices;

namespace Bittensor.Wallets;

/// <summary>A line being typed that nobody may see, in memory for secrets.</summary>
internal sealed class PasswordLine : IDisposable
{
    private const char ControlC = '\u0003';
    private const char ControlD = '\u0004';
    private const char ControlU = '\u0015';
    private const char Delete = '\u007f';

    private SecretBytes _characters = SecretBytes.Allocate(256);
    private int _length;

    private Span<char> Room => MemoryMarshal.Cast<byte, char>(_characters.Span);

    /// <summary>Takes a key: a character, backspace, Ctrl-U to begin again; other keys do nothing.</summary>
    /// <returns>Whether it was the key that ends the line.</returns>
    /// <exception cref="OperationCanceledException">It was Ctrl-C, or Ctrl-D in an empty line.</exception>
    internal bool Press(ConsoleKeyInfo key)
    {
        switch (key.KeyChar)
        {
            case '\r' or '\n':
                return true;
            case ControlC:
            case ControlD when _length == 0:
                throw new OperationCanceledException("the password was not given");
            case ControlU:
                _length = 0;
                break;
            case '\b' or Delete:
                Erase();
                break;
            case { } character when !char.IsControl(character):
                Append(character);
                break;
            default:
                break;
        }

        return key.Key == ConsoleKey.Enter;
    }

    /// <summary>What was typed.</summary>
    /// <exception cref="ArgumentException">It has half a character.</exception>
    internal Password ToPassword() => Password.FromText(Room[.._length]);

    /// <summary>Wipes the line.</summary>
    public void Dispose() => _characters.Dispose();

    private void Append(char character)
    {
        if (_length == Room.Length)
        {
            SecretBytes larger = SecretBytes.Allocate(2 * _characters.Length);
            _characters.Span.CopyTo(larger.Span);
            _characters.Dispose();
            _characters = larger;
        }

        Room[_length++] = character;
    }

    private void Erase()
    {
        // A character beyond the basic plane is two units.
        int units = _length > 1 && char.IsSurrogatePair(Room[_length - 2], Room[_length - 1]) ? 2 : 1;
        _length = Math.Max(0, _length - units);
    }
}
