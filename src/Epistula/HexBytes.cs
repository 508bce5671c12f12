namespace Epistula;

/// <summary>Hex as the callers' reader takes it: either case, and ASCII white space between (not within) bytes.</summary>
internal static class HexBytes
{
    /// <summary>Reads hex that fills <paramref name="destination"/> exactly.</summary>
    public static bool TryRead(ReadOnlySpan<char> hex, Span<byte> destination)
    {
        if (hex.Length == destination.Length * 2)
        {
            return Convert.FromHexString(hex, destination, out _, out _) is System.Buffers.OperationStatus.Done;
        }

        int written = 0;
        int position = 0;
        while (true)
        {
            while (position < hex.Length && hex[position] is ' ' or (>= '\t' and <= '\r'))
            {
                position++;
            }

            if (position == hex.Length)
            {
                return written == destination.Length;
            }

            if (written == destination.Length
                || position + 2 > hex.Length
                || !char.IsAsciiHexDigit(hex[position])
                || !char.IsAsciiHexDigit(hex[position + 1]))
            {
                return false;
            }

            destination[written++] = byte.Parse(hex.Slice(position, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null);
            position += 2;
        }
    }
}
