using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Bittensor.Wallets;

/// <summary>A password, as UTF-8 in memory for secrets: never printed or logged, wiped by <see cref="Dispose"/>.</summary>
public sealed class Password : IDisposable
{
    private readonly SecretBytes _utf8;

    private Password(SecretBytes utf8) => _utf8 = utf8;

    internal ReadOnlySpan<byte> Bytes => _utf8.Span;

    /// <summary>Copies a password from text, which is not normalised.</summary>
    /// <param name="text">The password; wiping it is left to the caller.</param>
    /// <exception cref="ArgumentException">The text has an unpaired surrogate.</exception>
    public static Password FromText(ReadOnlySpan<char> text)
    {
        // A UTF-16 unit takes at most three bytes of UTF-8.
        SecretBytes utf8 = SecretBytes.Allocate(3 * text.Length);
        if (Utf8.FromUtf16(text, utf8.Span, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            utf8.Dispose();
            throw new ArgumentException("the password has an unpaired surrogate, so it is no text", nameof(text));
        }

        utf8.Shorten(length);
        return new(utf8);
    }

    /// <summary>Copies a password from UTF-8 (a file's contents without its last line break, a service manager's credential).</summary>
    /// <param name="utf8">The password; wiping it is left to the caller.</param>
    /// <exception cref="ArgumentException">The bytes are not UTF-8.</exception>
    public static Password FromUtf8(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8)
        ? new(SecretBytes.CopyOf(utf8))
        : throw new ArgumentException("the password is not UTF-8 text", nameof(utf8));

    /// <summary>What this is, and nothing of it.</summary>
    public override string ToString() => "password";

    /// <summary>Wipes the password.</summary>
    public void Dispose() => _utf8.Dispose();

    /// <summary>A copy with a lifetime of its own.</summary>
    internal Password Copy() => new(SecretBytes.CopyOf(_utf8.Span));

    /// <summary>The password without white space around it, or null if there is none.</summary>
    internal Password? Trimmed()
    {
        ReadOnlySpan<byte> text = _utf8.Span;
        while (Rune.DecodeFromUtf8(text, out Rune first, out int length) == OperationStatus.Done && Rune.IsWhiteSpace(first))
        {
            text = text[length..];
        }

        while (Rune.DecodeLastFromUtf8(text, out Rune last, out int length) == OperationStatus.Done && Rune.IsWhiteSpace(last))
        {
            text = text[..^length];
        }

        return text.Length < _utf8.Length ? new(SecretBytes.CopyOf(text)) : null;
    }
}
