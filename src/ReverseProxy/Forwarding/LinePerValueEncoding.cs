using System.Text;

namespace ReverseProxy.Forwarding;

/// <summary>
/// Latin-1, in which one character of the private use area begins a new line of the same header. <see cref="HttpClient"/>
/// joins several values of one header by commas, and its encoding selector is the only place where that can be undone.
/// A backend that reads the first line of several, as most do, must see the first line that the caller sent.
/// </summary>
/// <remarks>The character cannot come from a caller: what we receive is Latin-1.</remarks>
internal sealed class LinePerValueEncoding(string header) : Encoding
{
    /// <summary>Stands between two values.</summary>
    public const char Separator = '\uE000';

    private readonly byte[] _newLine = Latin1.GetBytes($"\r\n{header}: ");

    public override int GetByteCount(char[] chars, int index, int count)
    {
        ReadOnlySpan<char> text = chars.AsSpan(index, count);
        return count + (text.Count(Separator) * (_newLine.Length - 1));
    }

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        int written = byteIndex;
        foreach (char character in chars.AsSpan(charIndex, charCount))
        {
            if (character == Separator)
            {
                _newLine.CopyTo(bytes, written);
                written += _newLine.Length;
            }
            else
            {
                bytes[written++] = character <= '\u00FF' ? (byte)character : (byte)'?';
            }
        }

        return written - byteIndex;
    }

    public override int GetMaxByteCount(int charCount) => charCount * _newLine.Length;

    public override int GetCharCount(byte[] bytes, int index, int count) => throw new NotSupportedException();

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => throw new NotSupportedException();

    public override int GetMaxCharCount(int byteCount) => byteCount;
}
