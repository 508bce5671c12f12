using System.Globalization;
using System.Runtime.CompilerServices;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Backends;
using ReverseProxy.Callbacks;
using ReverseProxy.Forwarding.Direct;
using ReverseProxy.Serving;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding;

/// <summary>
/// Finds a server for an admitted request and delivers it. A request of which no byte was sent is tried again, elsewhere
/// or at the same server until the retry budget is spent; one that may have arrived is not, unless the backend is known
/// to recognise it (docs/decisions/0026).
/// </summary>
internal sealed class BackendForwarder(IHttpForwarder forwarder, HttpMessageInvoker client, DirectCourier direct, BackendRegistry backends, JobOwners owners, TimeProvider time, CallbackInsurance? insurance = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly Courier _courier = new(forwarder, client, direct, owners);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ForwardAsync(Exchange exchange, SignedBody body)
    {
        ForwardingPlan plan = exchange.Route!.Plan!;
        (Job job, BackendServer? owner) = await FindJobAsync(exchange, plan, body);
        using Patience patience = new(exchange, plan);
        Applicant applicant = new()
        {
            Route = plan.Route,
            TakesPlace = !HttpMethods.IsGet(exchange.Context.Request.Method),
            Only = owner,
            Known = exchange.SenderIsKnown,
            Deadline = patience.Deadline,
            FinishBy = patience.FinishBy,
        };
        if (!plan.InsuresCallback || insurance is null || await insurance.InsureAsync(exchange, body) is not var (ticket, changed))
        {
            _ = await DeliverAsync(exchange, body, job, patience, applicant);
            return;
        }

        job = job with { Ticket = ticket };
        applicant = applicant with { EndsWithCallback = plan.IsBusyUntilCallback && applicant.TakesPlace };

        // What ends in an exception may run all the same.
        TryOutcome? outcome = TryOutcome.CallerGone;
        using (changed)
        {
            try
            {
                outcome = await DeliverAsync(exchange, changed, job, patience, applicant);
            }
            finally
            {
                insurance.Judge(ticket, outcome, exchange.Context.Response.StatusCode);
            }
        }
    }

    /// <summary>The job; and where it is asked for, the server that has it, whatever pool that is in.</summary>
    private async ValueTask<(Job Job, BackendServer? Owner)> FindJobAsync(Exchange exchange, ForwardingPlan plan, SignedBody body)
    {
        return plan.JobOf(exchange.Context.Request.Path.Value!) is { } id && owners.OwnerOf(id) is { } identity && backends.Find(identity) is var (pool, server)
            ? (new(pool, id), server)
            : (await Job.ReadAsync(plan, exchange, body), null);
    }

    /// <summary>Delivers; says how the last try ended, or null where there was none.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TryOutcome?> DeliverAsync(Exchange exchange, SignedBody body, Job job, Patience patience, Applicant applicant)
    {
        BackendPool pool = job.Pool;
        long? failedFirst = null;
        TimeSpan pause = FirstPause;
        List<BackendServer>? tried = null;
        try
        {
            for (int tries = 1; ; tries++)
            {
                long asked = time.GetTimestamp();
                ValueTask<Admission> entering = pool.EnterAsync(tried is null ? applicant : applicant with { Avoided = tried }, patience.Token);
                bool waits = !entering.IsCompleted;
                Admission admission = await entering;
                exchange.QueueTime += waits ? time.GetElapsedTime(asked) : TimeSpan.Zero;
                if (admission.Refusal is { } refusal)
                {
                    ForwardingAnswers.Reset(exchange);
                    await ForwardingAnswers.WriteAsync(exchange, refusal);
                    return null;
                }

                BackendServer? server = admission.Turn?.Server;
                TryResult result = new(TryOutcome.NotSent, "no server is well");
                if (admission.Turn is { } turn)
                {
                    Attempt attempt = new(turn.Server);
                    result = new(TryOutcome.CallerGone);
                    try
                    {
                        result = await _courier.TryAsync(exchange, attempt, job, body, patience);
                    }
                    finally
                    {
                        EndTurn(exchange, job, turn, attempt, result.Outcome);
                    }

                    Judge(exchange, pool, attempt, turn, result);
                }

                if (result.Outcome is TryOutcome.Answered)
                {
                    Explain(exchange, pool, server!, tries, failedFirst);
                    return result.Outcome;
                }

                bool again = result.Outcome is TryOutcome.NotSent || (result.Outcome is TryOutcome.NoAnswer && job.MayBeRepeated);
                if (result.Outcome is TryOutcome.NoAnswer)
                {
                    // Only the server that may have the job knows it again.
                    applicant = applicant with { Only = server };
                }

                failedFirst ??= asked;
                bool untried = server is not null && applicant.Only is null && Note(tried ??= [], server) && tried.Count < pool.Servers.Count;
                if (!again || (!untried && time.GetElapsedTime(failedFirst.Value) + pause > pool.Settings.ConnectRetryBudget))
                {
                    await (server is null
                        ? ForwardingAnswers.WriteNoServerAsync(exchange, pool)
                        : ForwardingAnswers.WriteAsync(exchange, result, server.Address));
                    return applicant.Only == server && server is not null ? TryOutcome.NoAnswer : result.Outcome;
                }

                ForwardingAnswers.Reset(exchange);
                if (!untried)
                {
                    await Task.Delay(pause, time, patience.Token);
                    tried?.Clear();
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsOver && !exchange.Context.Response.HasStarted)
        {
            await ForwardingAnswers.WriteAsync(exchange, new(TryOutcome.OutOfTime, "no server has taken the request"), pool.Name);
            return TryOutcome.NotSent;
        }
    }

    /// <summary>The try is over: its place is free, or stays taken by a job that goes on.</summary>
    private void EndTurn(Exchange exchange, Job job, Turn turn, Attempt attempt, TryOutcome outcome)
    {
        if (turn.Applicant.EndsWithCallback && GoesOn(attempt, outcome))
        {
            insurance!.Occupy(job.Ticket!, job.Pool, turn, attempt.Acknowledged, exchange.Route!.Plan!.LostAfter);
        }
        else
        {
            job.Pool.Leave(turn, done: attempt.Acknowledged);
        }
    }

    /// <summary>Whether the server may be working on the job though its request is over.</summary>
    private static bool GoesOn(Attempt attempt, TryOutcome outcome) =>
        attempt.Acknowledged || (attempt.Sent && outcome is TryOutcome.CallerGone or TryOutcome.OutOfTime or TryOutcome.Silent);

    /// <summary>What the try says of the server. A caller who hangs up says nothing of it.</summary>
    private static void Judge(Exchange exchange, BackendPool pool, Attempt attempt, Turn turn, TryResult result)
    {
        BackendServer server = attempt.Server;
        if (attempt.Refused)
        {
            pool.Gone(server);
        }

        int status = exchange.Context.Response.StatusCode;
        switch (result.Outcome)
        {
            case TryOutcome.CallerGone:
                break;
            case TryOutcome.Answered when status >= StatusCodes.Status500InternalServerError && pool.Settings.Ejection.CountServerErrors:
                pool.Failed(server, string.Create(CultureInfo.InvariantCulture, $"it answers {status}"));
                break;
            case TryOutcome.Answered:
                // An acknowledgement alone proves nothing where the job's end is seen.
                BackendPool.Answered(server, proven: turn.KeptUntil is null);
                break;
            default:
                pool.Failed(server, result.Reason);
                break;
        }
    }

    private static bool Note(List<BackendServer> tried, BackendServer server)
    {
        if (tried.Contains(server))
        {
            return false;
        }

        tried.Add(server);
        return true;
    }

    private void Explain(Exchange exchange, BackendPool pool, BackendServer server, int tries, long? failedFirst)
    {
        if (failedFirst is { } first)
        {
            exchange.Explanation = string.Create(
                CultureInfo.InvariantCulture, $"backend {server} took it at try {tries}, {time.GetElapsedTime(first).TotalSeconds:0.0} s after the first");
        }
        else if (pool.Servers.Count > 1)
        {
            exchange.Explanation = $"backend {server}";
        }
    }
}
