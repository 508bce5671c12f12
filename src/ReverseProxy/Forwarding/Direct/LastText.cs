using System.Text;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>Makes texts of bytes that are mostly the same as the last time: a server's name, the second of a date.</summary>
internal sealed class LastText
{
    private volatile Written? _last;

    /// <summary>The text of Latin-1 bytes.</summary>
    public string Of(ReadOnlySpan<byte> latin1)
    {
        if (_last is { } last && latin1.SequenceEqual(last.Bytes))
        {
            return last.Text;
        }

        Written written = new(latin1.ToArray(), Encoding.Latin1.GetString(latin1));
        _last = written;
        return written.Text;
    }

    private sealed record Written(byte[] Bytes, string Text);
}
