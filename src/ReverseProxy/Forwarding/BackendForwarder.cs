using System.Diagnostics;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ReverseProxy.Serving;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding;

/// <summary>Sends an admitted request to its backend and the answer back, by YARP.</summary>
internal sealed class BackendForwarder(IHttpForwarder forwarder, HttpMessageInvoker client)
{
    public async Task ForwardAsync(Exchange exchange, SignedBody body)
    {
        HttpContext context = exchange.Context;
        Backend backend = exchange.Route!.Backend!;
        if (backend.Address.Length == 0)
        {
            await UnreachableAsync(exchange, "the configuration names no usable address for this route's backend");
            return;
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
        long started = Stopwatch.GetTimestamp();
        ForwarderError error = await forwarder.SendAsync(
            context, backend.Address, client, backend.Request, new ForwardingTransformer(exchange, answer), context.RequestAborted);
        exchange.BackendTime = Stopwatch.GetElapsedTime(started);
        exchange.AnswerLength = answer.Taken;
        context.Response.Body = original;

        // A backend may answer in full and close before it has read the whole body: its answer counts.
        bool whole = error is ForwarderError.None || answer.IsWhole;
        if (whole && answer.IsCorrupt)
        {
            string coding = context.Response.Headers.ContentEncoding.ToString();
            context.Response.Clear();
            await UnreachableAsync(exchange, $"its answer says Content-Encoding: {coding} and cannot be decoded");
        }
        else if (whole)
        {
            await answer.FinishAsync(context.RequestAborted);
        }
        else
        {
            await FailAsync(exchange, error);
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

    private static Task FailAsync(Exchange exchange, ForwarderError error)
    {
        HttpContext context = exchange.Context;
        Exception? cause = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        if (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Outcome = "client_gone";
            exchange.Explanation = "the caller hung up before the backend had answered";
            return Task.CompletedTask;
        }

        if (context.Response.HasStarted)
        {
            // The status is out; YARP has reset the connection so that the caller does not take a torso for an answer.
            exchange.Outcome = "backend_broke_off";
            exchange.Explanation = $"the backend broke off in the middle of its answer: {Reason(cause)}";
            return Task.CompletedTask;
        }

        context.Response.Clear();

        // A connection that could not be made in time arrives as the same error, told apart by what it wraps.
        if (error is ForwarderError.RequestTimedOut && cause is not OperationCanceledException { InnerException: TimeoutException })
        {
            exchange.Outcome = "backend_silent";
            exchange.Explanation = $"the backend was silent for {exchange.Route!.Backend!.Request.ActivityTimeout!.Value.TotalSeconds} s";
            return Answers.WriteAsync(context, StatusCodes.Status504GatewayTimeout, Answers.BackendSilent);
        }

        return UnreachableAsync(exchange, Reason(cause));
    }

    private static Task UnreachableAsync(Exchange exchange, string reason)
    {
        exchange.Outcome = "backend_unreachable";
        exchange.Explanation = $"backend {exchange.Route!.Backend!.Address}: {reason}";
        return Answers.WriteAsync(exchange.Context, StatusCodes.Status502BadGateway, Answers.BackendUnreachable);
    }

    private static string Reason(Exception? exception) => exception switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request =>
            $"{request.HttpRequestError}: {(request.InnerException ?? request).Message}",
        null => "no reason given",
        _ => (exception.InnerException ?? exception).Message,
    };
}
