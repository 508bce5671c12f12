using System.Diagnostics;
using System.Runtime.CompilerServices;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using ReverseProxy.Authentication;
using ReverseProxy.Endpoints;
using ReverseProxy.Forwarding;
using ReverseProxy.Limits;
using ReverseProxy.Routing;
using ReverseProxy.Status;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Serving;

/// <summary>
/// What happens to a request, in reading order: its route, its signature, its answer, its log line. The whole pipeline
/// is this one method, because each of its steps may end it and the order of the refusals is part of the contract.
/// </summary>
internal sealed class Gateway(
    SnapshotHolder snapshots, Authenticator authenticator, StatusEndpoint status, Places places, BackendForwarder forwarder, RequestRecords records, ILogger<Gateway> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        context.Features.Get<CountedConnection>()?.Begin();
        Exchange exchange = new(context, snapshots.Current, Stopwatch.GetTimestamp());
        try
        {
            await AnswerAsync(exchange);
        }
        catch (Exception exception) when (IsClientGone(exception, context))
        {
            exchange.Outcome ??= "client_gone";
            exchange.Explanation ??= "the caller hung up";
        }
        catch (BadHttpRequestException exception)
        {
            // What the server found wrong while the body came in: too slow, cut off, wrongly framed.
            exchange.Outcome = "bad_request";
            exchange.Explanation = exception.Message;
            await AnswerUnlessStartedAsync(context, exception.StatusCode, Answers.Detail(exception.Message));
        }
        catch (IOException exception)
        {
            exchange.Outcome = "bad_request";
            exchange.Explanation = exception.Message;
            await AnswerUnlessStartedAsync(context, StatusCodes.Status400BadRequest, Answers.BodyUnreadable);
        }
        catch (Exception exception)
        {
            exchange.Outcome = "internal_error";
            Log.Unhandled(logger, exchange.Id, exception);
            await AnswerUnlessStartedAsync(context, StatusCodes.Status500InternalServerError, Answers.InternalError);
        }
        finally
        {
            places.Leave(exchange);
            records.Write(exchange);
        }
    }

    private ValueTask AnswerAsync(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        GatewaySnapshot snapshot = exchange.Snapshot;
        if (!Microsoft.Extensions.Primitives.StringValues.IsNullOrEmpty(context.Request.Headers.Origin))
        {
            if (snapshot.Cors.IsPreflight(context.Request))
            {
                exchange.Outcome = "preflight";
                return new(snapshot.Cors.AnswerAsync(context));
            }

            context.Response.OnStarting(static state => ApplyCors((Exchange)state), exchange);
        }

        RouteMatch match = snapshot.Routes.Match(context.Request.Path.Value ?? string.Empty, context.Request.Method);
        if (match.Route is not { } route)
        {
            return new(RefuseLineAsync(exchange, match.Allow));
        }

        exchange.Route = route;
        records.Begin(exchange);
        context.Response.Headers["X-Request-Id"] = exchange.Id;
        return route.Target switch
        {
            RouteTarget.Root => new(Answers.WriteAsync(context, StatusCodes.Status200OK, PublicAnswers.Root)),
            RouteTarget.Status => new(status.AnswerAsync(exchange)),
            RouteTarget.Check => new(CheckEndpoint.AnswerAsync(exchange)),
            _ => AnswerAdmittedAsync(exchange, route),
        };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAdmittedAsync(Exchange exchange, Route route)
    {
        // Ours is the limit on bodies: the server's own would answer without our JSON.
        if (exchange.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        bool signed = route.Signed && exchange.Snapshot.Configuration.Auth.ValidateRequests;
        SignedBody? body = signed ? await authenticator.AdmitAsync(exchange) : await authenticator.ReadUnsignedAsync(exchange);
        if (body is null)
        {
            return;
        }

        using (body)
        {
            if (route.Target is RouteTarget.Capacity)
            {
                await Answers.WriteAsync(exchange.Context, StatusCodes.Status200OK, exchange.Snapshot.Capacity);
            }
            else
            {
                await forwarder.ForwardAsync(exchange, body);
            }
        }
    }

    private static Task RefuseLineAsync(Exchange exchange, string? allow)
    {
        if (allow is null)
        {
            exchange.Outcome = "no_route";
            return Answers.WriteAsync(exchange.Context, StatusCodes.Status404NotFound, Answers.NotFound);
        }

        exchange.Outcome = "method_not_allowed";
        exchange.Context.Response.Headers.Allow = allow;
        return Answers.WriteAsync(exchange.Context, StatusCodes.Status405MethodNotAllowed, Answers.MethodNotAllowed);
    }

    private static Task ApplyCors(Exchange exchange)
    {
        exchange.Snapshot.Cors.Apply(exchange.Context);
        return Task.CompletedTask;
    }

    private static async Task AnswerUnlessStartedAsync(HttpContext context, int status, byte[] json)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await Answers.WriteAsync(context, status, json);
    }

    private static bool IsClientGone(Exception exception, HttpContext context) =>
        exception is ConnectionAbortedException or ConnectionResetException
        || (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested);
}
