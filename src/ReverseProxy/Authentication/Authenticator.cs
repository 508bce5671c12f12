using System.Diagnostics;
using System.Globalization;
using Epistula;
using Epistula.AspNetCore;
using Epistula.AspNetCore.Bodies;
using Epistula.Dialects;
using Epistula.Replay;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Clock;
using ReverseProxy.Configuration;
using ReverseProxy.Gating;
using ReverseProxy.Limits;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Authentication;

/// <summary>
/// Decides whether a request comes in, cheapest check first: headers, the caller's address, the sender's name, the
/// body's length, and only then the body, the signature, the memory of used requests, and the sender's budget.
/// </summary>
/// <remarks>
/// ASP.NET Core's authentication middleware is not used here: it would build a principal per request and knows no
/// "decide before the body, answer as if after it". <see cref="EpistulaAuthenticationHandler"/> is there for others.
/// </remarks>
internal sealed class Authenticator(ReplayGuard replays, RequestLimits limits, Places places, VerificationTurns turns, GateCounters counters, ClockGuard clock, BodyStorage storage, TimeProvider time)
{
    // SHA-256 of "{}": what orchestrators sign with a GET, and what is left to check when a CDN has stripped the body.
    private static readonly byte[] EmptyObjectDigest = Convert.FromHexString("44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A");

    private readonly CourtesyBudget _courtesy = new(time);
    private readonly Arrivals _arrivals = new(time);

    /// <summary>Authenticates a signed route's request and reads its body.</summary>
    /// <returns>The body where the request comes in; null where it was refused and <see cref="Exchange.Context"/> is answered.</returns>
    public async ValueTask<SignedBody?> AdmitAsync(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        EpistulaFailure failure = EpistulaDialects.Read(new RequestHeaderLookup(context.Request.Headers), out EpistulaEnvelope envelope);
        EpistulaCandidate candidate = default;
        if (failure is EpistulaFailure.None)
        {
            failure = exchange.Snapshot.Verifier.Examine(envelope, out candidate);
            exchange.Envelope = envelope;
            exchange.SignedAt = failure is EpistulaFailure.None ? candidate.Timestamp : null;
        }

        GateDecision decision = Identify(exchange, envelope, candidate);
        if (limits.BeforeVerification(exchange, exchange.SenderIsKnown && failure is EpistulaFailure.None) is { } tooMuch)
        {
            return await RefuseAsync(exchange, tooMuch);
        }

        if (failure is not EpistulaFailure.None)
        {
            if (failure is EpistulaFailure.TimestampStale or EpistulaFailure.TimestampInFuture && limits.IsLearned(exchange))
            {
                // Not verified, but from where the sender was: if it is our clock that is wrong, it must be noticed by these.
                ObserveClock(exchange, envelope.Timestamp);
            }

            return await RefuseAsync(exchange, failure, envelope);
        }

        if (!decision.Admitted && (!(context.Request.ContentLength is null or <= CourtesyBudget.MaximumBody) || !_courtesy.TryTake()))
        {
            return await RefuseSenderAsync(exchange, decision);
        }

        if (places.Enter(exchange) is { } full)
        {
            return await RefuseAsync(exchange, full);
        }

        LinkedListNode<long> arrival = _arrivals.Enter();
        try
        {
            // Asked again, now that it is noted: from here on nothing is forgotten that it could be a copy of.
            return IsFresh(exchange, candidate, arrival.Value)
                ? await ReadAndJudgeAsync(exchange, envelope, candidate, decision)
                : await RefuseAsync(exchange, EpistulaFailure.TimestampStale, envelope);
        }
        finally
        {
            _arrivals.Leave(arrival);
        }
    }

    /// <summary>Reads the body of a route that takes unsigned requests.</summary>
    public async ValueTask<SignedBody?> ReadUnsignedAsync(Exchange exchange)
    {
        if (limits.BeforeVerification(exchange, claimsKnown: false) is { } tooMuch)
        {
            return await RefuseAsync(exchange, tooMuch);
        }

        return places.Enter(exchange) is { } full
            ? await RefuseAsync(exchange, full)
            : await ReadBodyAsync(exchange, new(Admitted: true, Known: false, Reason: null));
    }

    private async ValueTask<SignedBody?> ReadAndJudgeAsync(Exchange exchange, EpistulaEnvelope envelope, EpistulaCandidate candidate, GateDecision decision)
    {
        SignedBody? body = await ReadBodyAsync(exchange, decision);
        if (body is null)
        {
            return null;
        }

        bool handedOver = false;
        try
        {
            handedOver = await JudgeAsync(exchange, envelope, candidate, body, decision);
            return handedOver ? body : null;
        }
        finally
        {
            if (!handedOver)
            {
                body.Dispose();
            }
        }
    }

    private async ValueTask<bool> JudgeAsync(
        Exchange exchange, EpistulaEnvelope envelope, EpistulaCandidate candidate, SignedBody body, GateDecision decision)
    {
        places.Read(exchange);
        bool turn = await turns.TakeAsync(exchange);
        long started = Stopwatch.GetTimestamp();
        bool signed;
        ReadOnlyMemory<byte> digest;
        try
        {
            signed = IsSigned(exchange, candidate, body, decision.Admitted, out digest);
        }
        finally
        {
            turns.GiveBack(turn);
        }

        if (!signed)
        {
            exchange.AuthenticationTime += Stopwatch.GetElapsedTime(started);
            limits.CountFailure(exchange);
            _ = await RefuseAsync(exchange, EpistulaFailure.SignatureWrong, envelope);
            return false;
        }

        exchange.AuthenticationTime += Stopwatch.GetElapsedTime(started);
        exchange.Mark(Stage.Signature);
        counters.Count(decision);
        if (!decision.Admitted)
        {
            _ = await RefuseSenderAsync(exchange, decision);
            return false;
        }

        // The budget first: what it refuses is not used up.
        if ((limits.AfterVerification(exchange) ?? places.Verified(exchange)) is { } tooMuch)
        {
            _ = await RefuseAsync(exchange, tooMuch);
            return false;
        }

        return await UseAsync(exchange, envelope, candidate, digest);
    }

    /// <summary>Accepts the request once.</summary>
    private async ValueTask<bool> UseAsync(Exchange exchange, EpistulaEnvelope envelope, EpistulaCandidate candidate, ReadOnlyMemory<byte> digest)
    {
        // A body that came more slowly than tolerated makes its request stale, so that copies need not be expected for ever.
        AuthSettings auth = exchange.Snapshot.Configuration.Auth;
        long staleAfter = StaleAfter(auth, candidate, 0);
        long tooLateAfter = StaleAfter(auth, candidate, auth.UploadMilliseconds);
        if (time.GetUtcNow().ToUnixTimeMilliseconds() > tooLateAfter)
        {
            _ = await RefuseAsync(exchange, EpistulaFailure.TimestampStale, envelope);
            return false;
        }

        (ReplayVerdict verdict, TimeSpan wait) = await replays.TryUseAsync(exchange, ReplayKey.Of(candidate, digest.Span), staleAfter, tooLateAfter, _arrivals.Horizon);
        switch (verdict)
        {
            case ReplayVerdict.Used:
                _ = await RefuseAsync(exchange, EpistulaFailure.Replayed, envelope);
                return false;
            case ReplayVerdict.Full:
                exchange.Outcome = "replay_store_full";
                exchange.Context.Response.Headers.RetryAfter = "10";
                await Answers.WriteAsync(exchange.Context, StatusCodes.Status503ServiceUnavailable, Answers.ReplayStoreFull);
                return false;
        }

        exchange.Authenticated = true;
        if (exchange.SenderIsKnown)
        {
            ObserveClock(exchange, envelope.Timestamp);
        }

        if (wait > TimeSpan.Zero)
        {
            _ = await RefuseAsync(exchange, RequestLimits.SenderRefusal(wait));
            return false;
        }

        exchange.Mark(Stage.Accepted);
        return true;
    }

    private static bool IsFresh(Exchange exchange, in EpistulaCandidate candidate, long now) => now <= StaleAfter(exchange.Snapshot.Configuration.Auth, candidate, 0);

    private static long StaleAfter(AuthSettings auth, in EpistulaCandidate candidate, long more) =>
        (long)Int128.Min((Int128)candidate.Timestamp + auth.AllowedDeltaMilliseconds + more, long.MaxValue);

    /// <summary>Compares our clock with a known sender's, as of when the request's headers were here.</summary>
    private void ObserveClock(Exchange exchange, string timestamp)
    {
        if (exchange.Snapshot.Configuration.Auth.ClockCheck is not ClockCheck.Off
            && long.TryParse(timestamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long signed))
        {
            long arrival = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)Stopwatch.GetElapsedTime(exchange.Started).TotalMilliseconds;
            clock.Observe(exchange.Sender!.Value, signed, arrival);
        }
    }

    private async ValueTask<SignedBody?> ReadBodyAsync(Exchange exchange, GateDecision decision)
    {
        exchange.Mark(Stage.Headers);
        HttpContext context = exchange.Context;
        SignedBodyOptions options = exchange.Snapshot.Bodies;
        if (!decision.Admitted)
        {
            // Never a file for a stranger; what it is refused for is the same whichever limit it meets.
            options = options with { MaximumLength = Math.Min(options.MaximumLength, CourtesyBudget.MaximumBody) };
        }

        SignedBody? body;
        try
        {
            body = await SignedBody.ReadAsync(context.Request.BodyReader, context.Request.ContentLength, options, context.RequestAborted);
        }
        catch (BodyStorageException exception)
        {
            storage.Failed(exception.Message, refused: true);
            exchange.Outcome = "storage_full";
            exchange.Explanation = exception.Message;
            context.Response.Headers.RetryAfter = "10";
            await Answers.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Answers.StorageFull);
            return null;
        }

        if (body is not null)
        {
            if (body.StorageFault is { } fault)
            {
                storage.Failed(fault, refused: false);
            }
            else if (body.IsInFile)
            {
                storage.Succeeded();
            }

            exchange.BodyLength = body.Length;
            exchange.BodyDigest = body.DigestMemory;
            exchange.Mark(Stage.Body);
            return body;
        }

        if (!decision.Admitted)
        {
            return await RefuseSenderAsync(exchange, decision);
        }

        exchange.Outcome = "body_too_large";
        exchange.Explanation = string.Create(CultureInfo.InvariantCulture, $"the body is longer than server.max_request_size ({options.MaximumLength} bytes)");
        await Answers.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, Answers.BodyTooLarge);
        return null;
    }

    /// <summary>
    /// Notes who is claimed to have signed, also for a request that is refused: the log tells a validator's mishap from a
    /// scanner's noise by the name.
    /// </summary>
    private static GateDecision Identify(Exchange exchange, in EpistulaEnvelope envelope, in EpistulaCandidate candidate)
    {
        // Where all headers are in order the address has been read already.
        Substrate.Cryptography.AccountId sender = candidate.Sender;
        if (sender == default && (envelope.SignedBy is null || !EpistulaAddress.TryParse(envelope.SignedBy, out sender)))
        {
            return default;
        }

        GateDecision decision = exchange.Snapshot.Gate.Decide(sender);
        exchange.Sender = sender;
        exchange.SenderIsKnown = decision.Known;
        exchange.Policy = decision.Reason;
        return decision;
    }

    private ValueTask<SignedBody?> RefuseAsync(Exchange exchange, EpistulaFailure failure, EpistulaEnvelope envelope) =>
        RefuseAsync(exchange, failure, () => Explain(exchange, failure, envelope));

    private static async ValueTask<SignedBody?> RefuseAsync(Exchange exchange, EpistulaFailure failure, Func<string?> explain)
    {
        exchange.Failure = failure;
        exchange.Explain = explain;
        await Answers.WriteAsync(exchange.Context, failure);
        return null;
    }

    private static ValueTask<SignedBody?> RefuseSenderAsync(Exchange exchange, GateDecision decision)
    {
        // The body stays the original's; machines read the header.
        exchange.Context.Response.Headers["X-Refusal-Reason"] = decision.Reason;
        return RefuseAsync(exchange, EpistulaFailure.SenderNotAllowed, () => $"refused by the policy {decision.Reason}");
    }

    private static async ValueTask<SignedBody?> RefuseAsync(Exchange exchange, LimitRefusal refusal)
    {
        exchange.Outcome = "limit_" + refusal.Code;
        await Answers.WriteAsync(exchange.Context, refusal);
        return null;
    }

    private static bool IsSigned(
        Exchange exchange, in EpistulaCandidate candidate, SignedBody body, bool admitted, out ReadOnlyMemory<byte> digest)
    {
        digest = body.DigestMemory;
        EpistulaVerifier verifier = exchange.Snapshot.Verifier;
        if (verifier.Verify(candidate, digest.Span, admitted))
        {
            return true;
        }

        digest = EmptyObjectDigest;
        return exchange.Snapshot.Configuration.Auth.GetBodyTolerance
            && body.Length == 0
            && HttpMethods.IsGet(exchange.Context.Request.Method)
            && verifier.Verify(candidate, digest.Span, admitted);
    }

    private string? Explain(Exchange exchange, EpistulaFailure failure, in EpistulaEnvelope envelope)
    {
        AuthSettings auth = exchange.Snapshot.Configuration.Auth;
        return failure switch
        {
            EpistulaFailure.TimestampStale or EpistulaFailure.TimestampInFuture => RefusalText.OfTime(envelope.Timestamp, auth, time),
            EpistulaFailure.ReceiverMismatch => $"it is signed for \"{RefusalText.Foreign(envelope.SignedFor)}\", this miner is \"{auth.MinerHotkey}\"",
            EpistulaFailure.SenderInvalid => $"signed_by \"{RefusalText.Foreign(envelope.SignedBy)}\" is no usable address",
            EpistulaFailure.SignatureWrong => "the signature does not fit body, uuid, timestamp and receiver as they arrived",
            EpistulaFailure.Replayed => "an identical signed request was accepted before",
            _ => null,
        };
    }
}
