using System.Text;
using Epistula;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Limits;

namespace ReverseProxy.Serving;

/// <summary>Writes the small JSON answers that the gateway gives itself. The bytes are made once and kept.</summary>
internal static class Answers
{
    private static readonly byte[][] Failures = [.. EpistulaFailures.All.Select(failure => Detail(failure.Detail()))];

    public static byte[] NotFound { get; } = Detail("Not Found");

    public static byte[] MethodNotAllowed { get; } = Detail("Method Not Allowed");

    public static byte[] IdentifierNotRecognized { get; } = Detail("Identifier not recognized");

    public static byte[] BackendUnreachable { get; } = Detail("Error connecting to backend service");

    public static byte[] BackendSilent { get; } = Detail("Upstream timed out");

    public static byte[] TooManyRequests { get; } = Detail("Too many requests");

    public static byte[] Busy { get; } = Detail("Too many requests are being served");

    public static byte[] InternalError { get; } = Detail("Internal server error");

    public static byte[] BodyTooLarge { get; } = Detail("Request body too large");

    public static byte[] BodyUnreadable { get; } = Detail("Request body could not be read");

    public static byte[] StorageFull { get; } = Detail("Temporary storage is full");

    public static byte[] ReplayStoreFull { get; } = Detail("Too many requests are being remembered");

    /// <summary><c>{"detail": text}</c> as UTF-8.</summary>
    public static byte[] Detail(string text) => JsonBytes.Object(writer => writer.WriteString("detail"u8, text));

    public static Task WriteAsync(HttpContext context, EpistulaFailure failure) =>
        WriteAsync(context, failure.StatusCode(), Failures[(int)failure - 1]);

    /// <summary>A limit's refusal: what was exceeded, and when to try again.</summary>
    public static Task WriteAsync(HttpContext context, LimitRefusal refusal)
    {
        int seconds = Math.Max(1, (int)Math.Ceiling(refusal.RetryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers["X-Refusal-Reason"] = refusal.Code;
        return WriteAsync(context, refusal.Status, refusal.Status == StatusCodes.Status429TooManyRequests ? TooManyRequests : Busy);
    }

    public static Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> json, string contentType = "application/json")
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = json.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.BodyWriter.WriteAsync(json, context.RequestAborted).AsTask();
    }

    /// <summary>A text answer, as the original's CORS layer gives them.</summary>
    public static Task WriteTextAsync(HttpContext context, int status, string text) =>
        WriteAsync(context, status, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");
}
