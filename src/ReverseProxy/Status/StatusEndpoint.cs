using System.Net;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ReverseProxy.Authentication;
using ReverseProxy.Endpoints;
using ReverseProxy.Serving;

namespace ReverseProxy.Status;

/// <summary>
/// <c>GET /status</c>: the same few bytes for everybody; with <c>?verbose</c> how it goes inside, for the machine itself
/// and for known senders who sign. Anybody else gets the few bytes, so that nobody learns from it whom we know.
/// </summary>
internal sealed class StatusEndpoint(Authenticator authenticator, IEnumerable<IStatusSection> sections)
{
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP"];

    private readonly IStatusSection[] _sections = [.. sections];

    public async Task AnswerAsync(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        if (!context.Request.Query.ContainsKey("verbose"))
        {
            await Answers.WriteAsync(context, StatusCodes.Status200OK, PublicAnswers.Status);
            return;
        }

        if (!IsFromHere(exchange))
        {
            if (StringValues.IsNullOrEmpty(context.Request.Headers.Authorization))
            {
                await Answers.WriteAsync(context, StatusCodes.Status200OK, PublicAnswers.Status);
                return;
            }

            using SignedBody? body = await authenticator.AdmitAsync(exchange);
            if (body is null)
            {
                return;
            }

            if (!exchange.SenderIsKnown)
            {
                await Answers.WriteAsync(context, StatusCodes.Status200OK, PublicAnswers.Status);
                return;
            }
        }

        await Answers.WriteAsync(context, StatusCodes.Status200OK, Details());
    }

    /// <summary>Whether it comes from this machine, and not from somebody else through a proxy on it that nobody told us of.</summary>
    private static bool IsFromHere(Exchange exchange)
    {
        if (exchange.Context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
        {
            return false;
        }

        foreach (string header in ProxyHeaders)
        {
            if (!StringValues.IsNullOrEmpty(exchange.Context.Request.Headers[header]))
            {
                return false;
            }
        }

        return true;
    }

    private byte[] Details() => JsonBytes.Object(writer =>
    {
        writer.WriteString("status"u8, "running"u8);
        writer.WriteString("service"u8, PublicAnswers.Service);
        writer.WriteString("version"u8, PublicAnswers.Version);
        writer.WriteBoolean("epistula_ready"u8, true);
        foreach (IStatusSection section in _sections)
        {
            writer.WriteStartObject(section.Name);
            section.Write(writer);
            writer.WriteEndObject();
        }
    });
}
