using System.Buffers;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Backends;
using ReverseProxy.Serving;

namespace ReverseProxy.Forwarding;

/// <summary>What forwarding must know of a request's contents.</summary>
/// <param name="Pool">The pool that does its work.</param>
/// <param name="Id">The id by which the backend would know it again; null where the route has none or the body does not say.</param>
internal readonly record struct Job(BackendPool Pool, string? Id)
{
    public static async ValueTask<Job> ReadAsync(ForwardingPlan plan, Exchange exchange, SignedBody body)
    {
        HttpRequest request = exchange.Context.Request;
        if (!plan.ChoosesByBody && plan.IdempotentBy is null)
        {
            return new(plan.PoolFor(static _ => null, Header), null);
        }

        if (body.TryGetMemory(out ReadOnlyMemory<byte> bytes))
        {
            return Read(bytes);
        }

        using IMemoryOwner<byte>? copy = await JsonField.BytesAsync(body, exchange.Context.RequestAborted);
        return Read(copy?.Memory ?? default);

        Job Read(ReadOnlyMemory<byte> json) => new(
            plan.PoolFor(name => JsonField.Find(json.Span, name), Header),
            plan.IdempotentBy is { } field && JsonField.Find(json.Span, field) is { Length: > 0 } id ? id : null);

        string? Header(string name) => request.Headers[name] is [{ Length: > 0 } value, ..] ? value : null;
    }
}
