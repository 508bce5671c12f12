using Microsoft.AspNetCore.Http;
using ReverseProxy.Serving;

namespace ReverseProxy.Endpoints;

/// <summary><c>GET /check/{hotkey}</c>: whether this is the miner that the caller thinks it is.</summary>
internal static class CheckEndpoint
{
    public static Task AnswerAsync(Exchange exchange)
    {
        string hotkey = exchange.Snapshot.Configuration.Auth.MinerHotkey;
        _ = exchange.Route!.Pattern.Matches(exchange.Context.Request.Path.Value!.TrimEnd('/'), out ReadOnlySpan<char> asked);
        if (!asked.SequenceEqual(hotkey))
        {
            return Answers.WriteAsync(exchange.Context, StatusCodes.Status404NotFound, Answers.IdentifierNotRecognized);
        }

        byte[] answer = JsonBytes.Object(writer =>
        {
            writer.WriteString("status"u8, "ok"u8);
            writer.WriteString("identifier"u8, hotkey);
        });
        return Answers.WriteAsync(exchange.Context, StatusCodes.Status200OK, answer);
    }
}
