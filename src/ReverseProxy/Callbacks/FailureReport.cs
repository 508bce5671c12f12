using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ReverseProxy.Callbacks;

/// <summary>
/// Whether a result says that its job failed: <c>status</c> is <c>failed</c> or <c>error</c>, in a form or in JSON. How
/// long a failure took says nothing of how long jobs take.
/// </summary>
internal static class FailureReport
{
    private const string Field = "status";
    private const int LongestValue = 64;

    public static async ValueTask<bool> IsOneAsync(CallbackResult result, CancellationToken cancellationToken)
    {
        string? type = result.Headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        if (!MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? media))
        {
            return false;
        }

        try
        {
            string? status = media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                ? Forwarding.JsonField.Find(result.Body.Span, Field)
                : await InFormAsync(media, result.Body, cancellationToken);
            return status is "failed" or "error";
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException)
        {
            // It is passed on as it is; whoever gets it may make sense of it.
            return false;
        }
    }

    private static async Task<string?> InFormAsync(MediaTypeHeaderValue media, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        string boundary = HeaderUtilities.RemoveQuotes(media.Boundary).ToString();
        if (boundary.Length == 0 || !media.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(body, out ArraySegment<byte> whole) ? whole : body.ToArray();
        await using Stream stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        MultipartReader reader = new(boundary, stream);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition) && HeaderUtilities.RemoveQuotes(disposition.Name) == Field)
            {
                byte[] value = new byte[LongestValue];
                int length = await section.Body.ReadAtLeastAsync(value, LongestValue, throwOnEndOfStream: false, cancellationToken);
                return System.Text.Encoding.ASCII.GetString(value, 0, length).Trim();
            }
        }

        return null;
    }
}
