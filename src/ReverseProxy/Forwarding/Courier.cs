using System.Diagnostics;
using System.Runtime.CompilerServices;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ReverseProxy.Backends;
using ReverseProxy.Forwarding.Direct;
using ReverseProxy.Serving;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding;

/// <summary>
/// Carries a request to one server, once, and the answer back: over a connection of our own where both are plain, else by YARP.
/// What fails it leaves unanswered.
/// </summary>
internal sealed class Courier(IHttpForwarder forwarder, HttpMessageInvoker client, DirectCourier direct, JobOwners owners)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TryResult> TryAsync(Exchange exchange, Attempt attempt, Job job, SignedBody body, Patience patience)
    {
        if (attempt.Server.Address.Length == 0)
        {
            return new(TryOutcome.NotSent, "the configuration names no usable address for this route's backend");
        }

        DeclareLength(exchange.Context.Request, body);
        exchange.Mark(Telemetry.Stage.Forwarded);
        exchange.BackendAddress = attempt.Server.Address;
        long started = Stopwatch.GetTimestamp();
        using DirectExchange? plain = DirectExchange.Begin(direct, exchange, attempt, body);
        if (plain is null)
        {
            return await ForwardAsync(exchange, attempt, job, body, patience, client);
        }

        DirectAnswer answer = await plain.RunAsync(patience);
        exchange.BackendTime += Stopwatch.GetElapsedTime(started);
        switch (answer)
        {
            case DirectAnswer.None:
                return plain.Failure;
            case DirectAnswer.Odd:
                using (AdoptedAnswer begun = plain.HandOver())
                using (HttpMessageInvoker reader = BackendClient.Reading(begun))
                {
                    return await ForwardAsync(exchange, attempt, job, body, patience, reader);
                }

            default:
                return await AnswerAsync(exchange, attempt, job, plain, patience);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TryResult> AnswerAsync(Exchange exchange, Attempt attempt, Job job, DirectExchange plain, Patience patience)
    {
        HttpContext context = exchange.Context;
        plain.CopyHead();
        exchange.AnswerLength = plain.Body.Count;
        if (!ContentCoding.IsIntact(context.Response.Headers.ContentEncoding, plain.Body))
        {
            return TryResult.Corrupt(context.Response.Headers.ContentEncoding);
        }

        Acknowledge(exchange, attempt, job, plain.Body, patience);
        _ = await context.Response.BodyWriter.WriteAsync(plain.Body, context.RequestAborted);
        return new(TryOutcome.Answered);
    }

    private async Task<TryResult> ForwardAsync(Exchange exchange, Attempt attempt, Job job, SignedBody body, Patience patience, HttpMessageInvoker by)
    {
        HttpContext context = exchange.Context;
        context.Request.Body = body.OpenRead();
        Stream original = context.Response.Body;
        await using AnswerStream answer = new(context.Response, original);
        if (context.Request.Protocol == HttpProtocol.Http11)
        {
            context.Features.Set<IHttpResponseTrailersFeature>(answer);
        }

        context.Response.Body = answer;
        Attempt.Current = attempt;
        long started = Stopwatch.GetTimestamp();
        ForwarderError error = await forwarder.SendAsync(
            context,
            attempt.Server.Address,
            by,
            exchange.Route!.Plan!.Request,
            new ForwardingTransformer(exchange, attempt, answer, patience),
            patience.Token);
        attempt.EndedAt = Stopwatch.GetTimestamp();
        exchange.BackendTime += Stopwatch.GetElapsedTime(started, attempt.EndedAt);
        exchange.AnswerLength = answer.Taken;
        context.Response.Body = original;

        // A backend may answer in full and close before it has read the whole body: its answer counts.
        bool whole = error is ForwarderError.None || answer.IsWhole;
        if (!whole)
        {
            return Failure(exchange, attempt, patience, error);
        }

        if (answer.IsCorrupt)
        {
            return TryResult.Corrupt(context.Response.Headers.ContentEncoding);
        }

        Acknowledge(exchange, attempt, job, answer.Held, patience);
        await answer.FinishAsync(context.RequestAborted);
        return new(TryOutcome.Answered);
    }

    /// <summary>The backend's answer is here: what it means is noted before the caller knows of it.</summary>
    private void Acknowledge(Exchange exchange, Attempt attempt, Job job, ReadOnlySpan<byte> held, Patience patience)
    {
        patience.Suffices();
        attempt.Acknowledged = exchange.Context.Response.StatusCode < StatusCodes.Status400BadRequest;
        if (job.IsWrittenDown && attempt.Acknowledged)
        {
            // So that the caller's first question about the job goes to the right server.
            WriteDown(job.Id, attempt.Server);
            WriteDown(JsonField.Find(held, Job.IdField), attempt.Server);
        }
    }

    private void WriteDown(string? job, BackendServer server)
    {
        if (job is { Length: > 0 })
        {
            owners.Learn(job, server);
        }
    }

    /// <summary>Puts the true length of the body that was read and verified in the place of what arrived.</summary>
    private static void DeclareLength(HttpRequest request, SignedBody body)
    {
        if (body.Length > 0 || request.ContentLength is not null || !HttpMethods.IsGet(request.Method))
        {
            // What came in chunks goes out with its length, which every backend understands.
            request.Headers.TransferEncoding = default;
            request.ContentLength = body.Length;
        }
    }

    private static TryResult Failure(Exchange exchange, Attempt attempt, Patience patience, ForwarderError error)
    {
        HttpContext context = exchange.Context;
        Exception? cause = context.Features.Get<IForwarderErrorFeature>()?.Exception;

        // When the backend breaks off, YARP resets the caller's connection: that it is gone then is not the caller's doing.
        if (context.RequestAborted.IsCancellationRequested && error is not ForwarderError.ResponseBodyDestination)
        {
            return TryResult.CallerGone;
        }

        if (context.Response.HasStarted)
        {
            // The status is out; YARP has reset the connection so that the caller does not take a torso for an answer.
            return new(TryOutcome.BrokeOff, $"the backend broke off in the middle of its answer: {Reason(cause)}");
        }

        if (patience.IsOver)
        {
            return TryResult.OutOfTime(attempt);
        }

        if (!attempt.Sent)
        {
            return new(TryOutcome.NotSent, Reason(cause));
        }

        // A connection that could not be made in time arrives as the same error, told apart by what it wraps.
        return error is ForwarderError.RequestTimedOut && cause is not OperationCanceledException { InnerException: TimeoutException }
            ? TryResult.Silent(exchange.Route!.Plan!.Request.ActivityTimeout!.Value)
            : new(TryOutcome.NoAnswer, Reason(cause));
    }

    private static string Reason(Exception? exception) => exception switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request =>
            $"{request.HttpRequestError}: {(request.InnerException ?? request).Message}",
        null => "no reason given",
        _ => (exception.InnerException ?? exception).Message,
    };
}
