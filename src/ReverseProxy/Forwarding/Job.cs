using System.Buffers;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Backends;
using ReverseProxy.Callbacks;
using ReverseProxy.Serving;

namespace ReverseProxy.Forwarding;

/// <summary>What forwarding must know of a request's contents.</summary>
/// <param name="Pool">The pool that does its work.</param>
/// <param name="Id">The job's id; null where nobody needs it or the body does not say.</param>
/// <param name="MayBeRepeated">Whether the backend knows the job again by its id.</param>
/// <param name="IsWrittenDown">Whether it is to be remembered which server takes it.</param>
internal readonly record struct Job(BackendPool Pool, string? Id, bool MayBeRepeated = false, bool IsWrittenDown = false)
{
    /// <summary>By which its result is awaited; null where it is not insured.</summary>
    public CallbackTicket? Ticket { get; init; }

    /// <summary>The field of bodies and answers that names a job.</summary>
    public const string IdField = "job_id";

    public static ValueTask<Job> ReadAsync(ForwardingPlan plan, Exchange exchange, SignedBody body) =>
        plan.OnlyPool is { Servers.Count: 1 } pool ? new(new Job(pool, null)) : ReadBodyAsync(plan, exchange, body);

    private static async ValueTask<Job> ReadBodyAsync(ForwardingPlan plan, Exchange exchange, SignedBody body)
    {
        HttpRequest request = exchange.Context.Request;
        if (!plan.ChoosesByBody)
        {
            // With one server there is no question where a job is.
            BackendPool pool = plan.PoolFor(static _ => null, Header);
            if (plan.IdempotentBy is null && pool.Servers.Count == 1)
            {
                return new(pool, null);
            }
        }

        if (body.TryGetMemory(out ReadOnlyMemory<byte> bytes))
        {
            return Read(bytes);
        }

        using IMemoryOwner<byte>? copy = await JsonField.BytesAsync(body, exchange.Context.RequestAborted);
        return Read(copy?.Memory ?? default);

        Job Read(ReadOnlyMemory<byte> json)
        {
            BackendPool pool = plan.PoolFor(name => JsonField.Find(json.Span, name), Header);
            string? id = JsonField.Find(json.Span, plan.IdempotentBy ?? IdField) is { Length: > 0 } found ? found : null;
            return new(pool, id, id is not null && plan.IdempotentBy is not null, IsWrittenDown: !HttpMethods.IsGet(request.Method) && pool.Servers.Count > 1);
        }

        string? Header(string name) => request.Headers[name] is [{ Length: > 0 } value, ..] ? value : null;
    }
}
