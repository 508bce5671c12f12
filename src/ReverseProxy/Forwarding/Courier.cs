using System.Diagnostics;
using System.Globalization;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ReverseProxy.Backends;
using ReverseProxy.Serving;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding;

/// <summary>Carries a request to one server, once, and the answer back, by YARP. What fails it leaves unanswered.</summary>
internal sealed class Courier(IHttpForwarder forwarder, HttpMessageInvoker client, JobOwners owners)
{
    public async Task<TryResult> TryAsync(Exchange exchange, Attempt attempt, Job job, SignedBody body, Patience patience)
    {
        HttpContext context = exchange.Context;
        if (attempt.Server.Address.Length == 0)
        {
            return new(TryOutcome.NotSent, "the configuration names no usable address for this route's backend");
        }

        PresentBody(context.Request, body);
        Stream original = context.Response.Body;
        await using AnswerStream answer = new(context.Response, original);
        if (context.Request.Protocol == HttpProtocol.Http11)
        {
            context.Features.Set<IHttpResponseTrailersFeature>(answer);
        }

        context.Response.Body = answer;
        exchange.Mark(Telemetry.Stage.Forwarded);
        exchange.BackendAddress = attempt.Server.Address;
        Attempt.Current = attempt;
        long started = Stopwatch.GetTimestamp();
        ForwarderError error = await forwarder.SendAsync(
            context,
            attempt.Server.Address,
            client,
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
            return new(TryOutcome.Corrupt, $"its answer says Content-Encoding: {context.Response.Headers.ContentEncoding} and cannot be decoded");
        }

        patience.Suffices();
        attempt.Acknowledged = context.Response.StatusCode < StatusCodes.Status400BadRequest;
        if (job.IsWrittenDown && attempt.Acknowledged)
        {
            // Before the caller knows of the job, so that its first question about it goes to the right server.
            WriteDown(job.Id, attempt.Server);
            WriteDown(JsonField.Find(answer.Held, Job.IdField), attempt.Server);
        }

        await answer.FinishAsync(context.RequestAborted);
        return new(TryOutcome.Answered);
    }

    private void WriteDown(string? job, BackendServer server)
    {
        if (job is { Length: > 0 })
        {
            owners.Learn(job, server);
        }
    }

    /// <summary>Puts the body that was read and verified in the place of the one that arrived, with its true length.</summary>
    private static void PresentBody(HttpRequest request, SignedBody body)
    {
        request.Body = body.OpenRead();
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
            return new(TryOutcome.CallerGone, "the caller hung up before the backend had answered");
        }

        if (context.Response.HasStarted)
        {
            // The status is out; YARP has reset the connection so that the caller does not take a torso for an answer.
            return new(TryOutcome.BrokeOff, $"the backend broke off in the middle of its answer: {Reason(cause)}");
        }

        if (patience.IsOver)
        {
            return new(TryOutcome.OutOfTime, attempt.Sent ? "it has the request and has not answered" : "it has not taken the request");
        }

        if (!attempt.Sent)
        {
            return new(TryOutcome.NotSent, Reason(cause));
        }

        // A connection that could not be made in time arrives as the same error, told apart by what it wraps.
        return error is ForwarderError.RequestTimedOut && cause is not OperationCanceledException { InnerException: TimeoutException }
            ? new(TryOutcome.Silent, string.Create(
                CultureInfo.InvariantCulture, $"the backend was silent for {exchange.Route!.Plan!.Request.ActivityTimeout!.Value.TotalSeconds} s"))
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
