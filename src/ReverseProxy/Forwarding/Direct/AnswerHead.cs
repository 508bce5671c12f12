using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>
/// The head of a plain answer: HTTP/1.1, a final status that has a body, one declared length up to
/// <see cref="AnswerStream.HeldLength"/>, well-formed lines, and nothing that gives the connection or the framing another meaning.
/// Whatever differs in anything is left to the HTTP client: this reads a subset, strictly, and judges nothing.
/// </summary>
/// <param name="Status">The status.</param>
/// <param name="Length">The head's length, its empty line included, in bytes.</param>
/// <param name="BodyLength">The body's length, in bytes.</param>
/// <param name="IsLast">Whether the backend closes the connection after it.</param>
internal readonly record struct AnswerHead(int Status, int Length, int BodyLength, bool IsLast)
{
    private const int StatusEnd = 12;

    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly LastText Dates = new();
    private static readonly LastText Servers = new();
    private static readonly LastText ContentTypes = new();
    private static readonly LastText ContentLengths = new();

    private static ReadOnlySpan<byte> Version => "HTTP/1.1 "u8;

    /// <summary>Reads the beginning of an answer.</summary>
    public static AnswerReading TryRead(ReadOnlySpan<byte> bytes, out AnswerHead head)
    {
        head = default;
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return MayBecomePlain(bytes) ? AnswerReading.Incomplete : AnswerReading.Odd;
        }

        ReadOnlySpan<byte> lines = bytes[..(end + 2)];
        int first = lines.IndexOf("\r\n"u8);
        if (!TryReadStatus(lines[..first], out int status))
        {
            return AnswerReading.Odd;
        }

        int bodyLength = -1;
        bool last = false;
        for (ReadOnlySpan<byte> rest = lines[(first + 2)..]; TryReadLine(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool wrong) || wrong;)
        {
            if (wrong || !TryUnderstand(name, value, ref bodyLength, ref last))
            {
                return AnswerReading.Odd;
            }
        }

        head = new(status, end + 4, bodyLength, last);
        return bodyLength >= 0 ? AnswerReading.Plain : AnswerReading.Odd;
    }

    /// <summary>Puts status and headers into the answer to the caller.</summary>
    /// <param name="bytes">What was read.</param>
    /// <param name="response">The answer to the caller.</param>
    public void CopyTo(ReadOnlySpan<byte> bytes, HttpResponse response)
    {
        ReadOnlySpan<byte> lines = bytes[..(Length - 2)];
        int first = lines.IndexOf("\r\n"u8);
        response.StatusCode = Status;
        ReadOnlySpan<byte> reason = first > StatusEnd ? lines[(StatusEnd + 1)..first] : default;
        if (!Ascii.Equals(reason, ReasonPhrases.GetReasonPhrase(Status)))
        {
            response.HttpContext.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = Encoding.Latin1.GetString(reason);
        }

        IHeaderDictionary headers = response.Headers;
        for (ReadOnlySpan<byte> rest = lines[(first + 2)..]; TryReadLine(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out _);)
        {
            (string text, LastText? values) = Known(name);
            if (OnwardHeaders.PassBack(text))
            {
                headers[text] = StringValues.Concat(headers[text], values?.Of(value) ?? Encoding.Latin1.GetString(value));
            }
        }
    }

    private static bool MayBecomePlain(ReadOnlySpan<byte> bytes)
    {
        int known = Math.Min(bytes.Length, Version.Length);
        if (!bytes[..known].SequenceEqual(Version[..known]))
        {
            return false;
        }

        // A line that ends in a line feed alone is none of ours, and its head would never be seen to end.
        for (ReadOnlySpan<byte> rest = bytes; rest.IndexOf((byte)'\n') is >= 0 and int feed; rest = rest[(feed + 1)..])
        {
            if (feed == 0 || rest[feed - 1] != '\r')
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadStatus(ReadOnlySpan<byte> line, out int status)
    {
        status = 0;
        return line.Length >= StatusEnd
            && line.StartsWith(Version)
            && Utf8Parser.TryParse(line[Version.Length..StatusEnd], out status, out int digits)
            && digits == 3
            && (line.Length == StatusEnd || line[StatusEnd] == ' ')
            && line.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0

            // Those in between have no body, whatever their headers say.
            && status is >= 200 and <= 599 and not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);
    }

    private static bool TryReadLine(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool wrong)
    {
        name = value = default;
        wrong = false;
        if (rest.IsEmpty)
        {
            return false;
        }

        int end = rest.IndexOf("\r\n"u8);
        ReadOnlySpan<byte> line = rest[..end];
        int colon = line.IndexOf((byte)':');
        wrong = colon < 1 || line[..colon].ContainsAnyExcept(TokenBytes) || line.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || line.Contains((byte)0x7F);
        if (wrong)
        {
            return false;
        }

        name = line[..colon];
        value = line[(colon + 1)..].Trim((byte)' ');
        rest = rest[(end + 2)..];
        return true;
    }

    private static bool TryUnderstand(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref int bodyLength, ref bool last)
    {
        switch (name.Length)
        {
            case 14 when Ascii.EqualsIgnoreCase(name, "Content-Length"u8):
                // Said twice it is wrong, even if twice the same.
                return bodyLength < 0
                    && (value is [>= (byte)'1' and <= (byte)'9', ..] or [(byte)'0'])
                    && Utf8Parser.TryParse(value, out bodyLength, out int digits)
                    && digits == value.Length
                    && bodyLength <= AnswerStream.HeldLength;
            case 10 when Ascii.EqualsIgnoreCase(name, "Connection"u8):
                last |= Ascii.EqualsIgnoreCase(value, "close"u8);
                return last || Ascii.EqualsIgnoreCase(value, "keep-alive"u8);
            case 17 when Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8):
            case 7 when Ascii.EqualsIgnoreCase(name, "Trailer"u8) || Ascii.EqualsIgnoreCase(name, "Upgrade"u8):
                return false;
            default:
                return true;
        }
    }

    private static (string Name, LastText? Values) Known(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when Ascii.EqualsIgnoreCase(name, "Date"u8) => ("Date", Dates),
        6 when Ascii.EqualsIgnoreCase(name, "Server"u8) => ("Server", Servers),
        12 when Ascii.EqualsIgnoreCase(name, "Content-Type"u8) => ("Content-Type", ContentTypes),
        14 when Ascii.EqualsIgnoreCase(name, "Content-Length"u8) => ("Content-Length", ContentLengths),
        _ => (Encoding.Latin1.GetString(name), null),
    };
}
